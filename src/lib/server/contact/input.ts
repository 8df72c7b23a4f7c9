import * as v from 'valibot';

export const topics = ['membership', 'alliance', 'knowledge', 'media', 'website', 'other'] as const;

const text = (max: number) =>
  v.pipe(v.string('missing'), v.trim(), v.nonEmpty('missing'), v.maxLength(max, 'too-long'));
const optionalText = (max: number) =>
  v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(max, 'too-long'),
      v.transform((value) => value || null)
    ),
    ''
  );

/** RFC 5321 (4.5.3.1) allows 64 characters before the @, and 254 in all. */
export const emailAddress = v.pipe(
  v.string('missing'),
  v.trim(),
  v.nonEmpty('missing'),
  v.maxLength(254, 'too-long'),
  v.rfcEmail('email'),
  v.regex(/^[^@]{1,64}@/, 'email')
);

export const messageInput = v.object({
  topic: v.picklist(topics, 'choose'),
  text: text(5000),
  name: text(120),
  email: emailAddress
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
  contact: optionalText(300)
});
export type ConcernInput = v.InferOutput<typeof concernInput>;
