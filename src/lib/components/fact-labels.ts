import { nameIn } from '#lib/labels.ts';
import { m } from '#lib/paraglide/messages.js';

/** Facts of the journal in a word or two; one that has no words here stands for itself. */
export const factLabel = nameIn({
  'organisation.added': m.records_fact_organisation_added,
  'organisation.edited': m.records_fact_organisation_edited,
  'organisation.merged': m.records_fact_organisation_merged,
  'organisation.merge-undone': m.records_fact_organisation_merge_undone,
  'person.added': m.records_fact_person_added,
  'person.merged': m.records_fact_person_merged,
  'person.merge-undone': m.records_fact_person_merge_undone,
  'note.added': m.records_fact_note_added,
  'note.deleted': m.records_fact_note_deleted,
  'role.given': m.records_fact_role_given,
  'role.ended': m.records_fact_role_ended,
  'session.begun': m.records_fact_session_begun,
  'membership.begun': m.records_fact_membership_begun,
  'membership.asked': m.records_fact_membership_asked,
  'membership.confirmed': m.records_fact_membership_confirmed,
  'membership.unconfirmed': m.records_fact_membership_unconfirmed,
  'membership.ended': m.records_fact_membership_ended,
  'membership.returned': m.records_fact_membership_returned,
  'application.begun': m.records_fact_application_begun,
  'application.sent': m.records_fact_application_sent,
  'application.confirmed': m.records_fact_application_confirmed,
  'application.asked': m.records_fact_application_asked,
  'application.answered': m.records_fact_application_answered,
  'application.approved': m.records_fact_application_approved,
  'application.declined': m.records_fact_application_declined,
  'application.withdrawn': m.records_fact_application_withdrawn
});
