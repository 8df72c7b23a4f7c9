import { m } from '#lib/paraglide/messages.js';

const labels = {
  action: m.records_group_action,
  organisation: m.records_group_organisation,
  person: m.records_group_person,
  application: m.records_group_application,
  message: m.records_group_message,
  concern: m.records_group_concern
};

/** What the desk's search finds, in the order in which its groups stand. */
export const groups = Object.keys(labels) as (keyof typeof labels)[];
/** What a group of results is called. */
export const groupLabel = (kind: keyof typeof labels): string => labels[kind]();
