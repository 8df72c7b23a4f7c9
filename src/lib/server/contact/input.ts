import * as v from 'valibot';
import { emailAddress, showing, visible } from '../platform/input.ts';

export const topics = ['membership', 'alliance', 'knowledge', 'media', 'website', 'other'] as const;

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
