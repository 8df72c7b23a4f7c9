import * as v from 'valibot';
import { emailAddress, showing, visible } from '../platform/input.ts';

export const topics = ['membership', 'alliance', 'knowledge', 'media', 'website', 'other'] as const;
export type Topic = (typeof topics)[number];

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

const showingNow = v.pipe(v.string('missing'), v.uuid('missing'));

export const replyInput = v.object({
  text: text(10_000),
  /** Whether a link that fits the topic follows the text. */
  link: v.optional(v.picklist(['', 'yes'], 'choose'), ''),
  after: v.picklist(['close', 'keep'], 'choose'),
  /** Whether the message was open when the form was shown. */
  open: v.optional(v.picklist(['', 'yes'], 'choose'), ''),
  /** The newest reply that was there when the form was shown. */
  seen: v.pipe(v.string('missing'), v.regex(/^\d{1,9}$/, 'missing'), v.transform(Number)),
  showing: showingNow
});
export type ReplyInput = v.InferOutput<typeof replyInput>;

export const unansweredInput = v.object({ how: v.picklist(['spam', 'elsewhere'], 'choose') });

export const severities = ['low', 'medium', 'high'] as const;
export type Severity = (typeof severities)[number];

/** A step of a concern: what was found and how grave it is, to whom it was handed on, or why it is closed. */
export const stepInput = v.variant(
  'to',
  [
    v.object({
      to: v.literal('triaged'),
      text: text(10_000),
      severity: v.picklist(severities, 'choose'),
      showing: showingNow
    }),
    v.object({ to: v.literal('referred'), text: text(10_000), referredTo: text(200), showing: showingNow }),
    v.object({ to: v.literal('closed'), text: text(10_000), showing: showingNow })
  ],
  'choose'
);
export type StepInput = v.InferOutput<typeof stepInput>;

export const concernMailInput = v.object({ email: emailAddress, text: text(5000), showing: showingNow });
export type ConcernMailInput = v.InferOutput<typeof concernMailInput>;
