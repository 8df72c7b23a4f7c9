/** What the states, roles and kinds of the record are called. An unknown one is shown as it is stored. */
import { formatNumber } from '#lib/format.ts';
import { nameIn } from '#lib/labels.ts';
import { m } from '#lib/paraglide/messages.js';

export const statusLabel = nameIn({
  proposed: m.alliances_status_proposed,
  selected: m.alliances_status_selected,
  'setting-up': m.alliances_status_setting_up,
  active: m.alliances_status_active,
  paused: m.alliances_status_paused,
  closed: m.alliances_status_closed
});

/** The statuses that an alliance can have, in their order. */
export const statuses = ['proposed', 'selected', 'setting-up', 'active', 'paused', 'closed'];

/** What a status says of an alliance, in a sentence. */
export const statusMeaning = nameIn({
  proposed: m.alliances_meaning_proposed,
  selected: m.alliances_meaning_selected,
  'setting-up': m.alliances_meaning_setting_up,
  active: m.alliances_meaning_active,
  paused: m.alliances_meaning_paused,
  closed: m.alliances_meaning_closed
});

export const levelLabel = nameIn({ country: m.alliances_level_country, city: m.alliances_level_city });

/** The part of an organisation in an alliance. */
export const partLabel = nameIn({
  member: m.members_role_member,
  lead: m.members_role_lead,
  peer: m.members_role_peer,
  contributor: m.members_role_contributor
});

/** A seat on the steering committee, in a list of members. */
export const seatLabel = nameIn({ chair: m.members_seat_chair, member: m.members_seat_member });

export const activityStatusLabel = nameIn({
  unconfirmed: m.members_activity_unconfirmed,
  planned: m.members_activity_planned,
  running: m.members_activity_running,
  finished: m.members_activity_finished
});

/** How a source counts: "22 organisations", "more than 30 organisations". */
export function claimText({ count, qualifier }: { count: number; qualifier: string }): string {
  const shown = formatNumber(count);
  if (qualifier === 'more-than') return m.about_claim_more_than({ count, shown });
  return qualifier === 'at-least' ? m.about_claim_at_least({ count, shown }) : m.about_claim_exactly({ count, shown });
}
