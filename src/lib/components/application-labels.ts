import { nameIn } from '#lib/labels.ts';
import { m } from '#lib/paraglide/messages.js';

/** What the desk calls the state of an application. */
export const applicationStateLabel = nameIn({
  unconfirmed: m.application_state_unconfirmed,
  screening: m.application_state_screening,
  asked: m.application_state_asked,
  deciding: m.application_state_deciding,
  approved: m.application_state_approved,
  declined: m.application_state_declined,
  withdrawn: m.application_state_withdrawn
});

/** How a decision ended. */
export const resultLabel = nameIn({
  approved: m.application_result_approved,
  declined: m.application_result_declined,
  'no-quorum': m.application_result_no_quorum,
  objected: m.application_result_objected,
  withdrawn: m.application_result_withdrawn
});

/** What somebody who decides said. */
export const choiceLabel = (choice: string, method: string): string =>
  nameIn(
    method === 'consent'
      ? { yes: m.application_say_no_objection, no: m.application_say_object }
      : { yes: m.application_say_yes, no: m.application_say_no, abstain: m.application_say_abstain }
  )(choice);
