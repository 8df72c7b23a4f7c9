import { m } from '#lib/paraglide/messages.js';

const closed: Record<string, () => string> = {
  answered: m.care_answered,
  spam: m.care_spam,
  elsewhere: m.care_elsewhere
};

/** What became of a message: how it was closed, or that it waits. */
export const messageState = (closedHow: string | null): string => (closed[closedHow ?? ''] ?? m.care_waits)();
