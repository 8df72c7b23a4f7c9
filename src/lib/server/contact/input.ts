import * as v from 'valibot';

export const topics = ['membership', 'alliance', 'knowledge', 'media', 'website', 'other'] as const;

/** A character that is seen: neither white space, nor one that only joins, divides or turns others, nor Braille's blank. */
const visible = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u;

const text = (max: number) =>
  v.pipe(v.string('missing'), v.trim(), v.regex(visible, 'missing'), v.maxLength(max, 'too-long'));
const optionalText = (max: number) =>
  v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(max, 'too-long'),
      v.transform((value) => (visible.test(value) ? value : null))
    ),
    ''
  );

/**
 * RFC 5321 (4.5.3.1) allows 64 characters before the @, and 254 in all. A domain without a dot is no public one, and
 * two dots in a row are a typing error that mail servers refuse (4.1.2).
 */
export const emailAddress = v.pipe(
  v.string('missing'),
  v.trim(),
  v.regex(visible, 'missing'),
  v.maxLength(254, 'too-long'),
  v.rfcEmail('email'),
  v.regex(/^(?!.*\.\.)[^@]{1,64}@[^@]+\.[^@.]+$/, 'email')
);

/** What tells one showing of a form from all others; where it is missing or no such id, the form counts as a new one. */
const showing = v.fallback(v.nullable(v.pipe(v.string(), v.uuid())), null);

export const messageInput = v.object({
  topic: v.picklist(topics, 'choose'),
  text: text(5000),
  name: text(120),
  email: emailAddress,
  showing
});
export type MessageInput = v.InferOutput<typeof messageInput>;

export const concernInput = v.object({
  text: text(10_000),
  about: optionalText(500),
  place: optionalText(200),
  urgent: v.optional(
    v.pipe(
      v.string(),
      v.transform((value) => value === 'yes')
    ),
    ''
  ),
  contact: optionalText(300),
  showing
});
export type ConcernInput = v.InferOutput<typeof concernInput>;
