import { nameIn } from '#lib/labels.ts';
import { m } from '#lib/paraglide/messages.js';

/** Where an application is, in a few words. */
export const stateTitle = nameIn({
  draft: m.apply_draft,
  unconfirmed: m.apply_state_unconfirmed,
  screening: m.apply_state_screening,
  asked: m.apply_state_asked,
  deciding: m.apply_state_deciding,
  approved: m.apply_state_approved,
  declined: m.apply_state_declined,
  withdrawn: m.apply_state_withdrawn
});

const next = nameIn({
  screening: m.apply_now_screening,
  asked: m.apply_now_asked,
  deciding: m.apply_now_deciding,
  approved: m.apply_now_approved,
  declined: m.apply_now_declined,
  withdrawn: m.apply_now_withdrawn
});

/** What happens next, and who does it. */
export const stateText = ({ state, answers }: { state: string; answers: { focal: { email: string } } }): string =>
  state === 'unconfirmed' ? m.apply_now_unconfirmed({ address: answers.focal.email }) : next(state);
