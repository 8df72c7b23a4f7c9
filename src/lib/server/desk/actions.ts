import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../platform/context.ts';
import type { Found } from './find.ts';
import { listOwnPlaces } from './parts.ts';

/** What the actor may go and do, by the parts of the desk that are open to them; in the reader's language. */
export async function listActions(ctx: Context): Promise<Found[]> {
  const places = await listOwnPlaces(ctx);
  const action = (text: typeof m.desk_mine, href: string, more: string | null = null): Found => ({
    kind: 'action',
    text: text({}, { locale: ctx.locale }),
    more,
    href
  });
  const queue = m.desk_mine({}, { locale: ctx.locale });
  const some = (may: boolean, ...actions: Found[]): Found[] => (may ? actions : []);
  return [
    action(m.desk_mine, '/desk'),
    // A list by the list that it belongs to: an act on the open item can have the same name.
    action(m.desk_held, '/desk?view=held', queue),
    action(m.desk_later, '/desk?view=later', queue),
    action(m.desk_done, '/desk?view=done', queue),
    ...places.organisations.flatMap(({ id, name }) => [
      action(m.membership_edit, `/desk/member/${id}/edit`, name),
      action(m.membership_people, `/desk/member/${id}/people`, name),
      action(m.membership_change_ask, `/desk/member/${id}/name`, name)
    ]),
    ...some(places.people, action(m.people_list_new, '/desk/people/new'), action(m.desk_people, '/desk/people')),
    ...some(places.people, action(m.desk_organisations, '/desk/organisations')),
    ...some(
      places.secretariat,
      action(m.records_new, '/desk/organisations/new'),
      action(m.records_import, '/desk/import'),
      action(m.records_doubles, '/desk/duplicates'),
      action(m.desk_applications, '/desk/applications'),
      action(m.desk_messages, '/desk/messages'),
      action(m.desk_mails, '/desk/mails'),
      action(m.desk_journal, '/desk/journal'),
      action(m.desk_rules, '/desk/settings/membership'),
      action(m.desk_charter, '/desk/settings/charter')
    ),
    ...some(places.safeguarding, action(m.desk_concerns, '/desk/concerns')),
    action(m.records_saved, '/desk/saved'),
    action(m.desk_account, '/account'),
    action(m.people_digest, '/account#mails'),
    action(m.people_ways_password, '/account/password'),
    action(m.people_ways_passkeys, '/account/passkeys'),
    action(m.people_ways_second, '/account/second-factor'),
    action(m.people_sessions, '/account/sessions'),
    action(m.people_data_title, '/account/data'),
    action(m.people_own_journal, '/account/journal'),
    action(m.desk_sign_out, '/sign-out')
  ];
}
