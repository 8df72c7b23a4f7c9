import type { Context } from '../platform/context.ts';
import type { OtherCard } from './find.ts';

/** What the search shows of events, organisations and alliances: of those only that have a page to lead to. */
export async function otherCards(
  ctx: Context,
  ids: { event: number[]; organisation: number[]; alliance: number[] }
): Promise<OtherCard[]> {
  const { db } = ctx;
  const [events, organisations, alliances] = await Promise.all([
    ids.event.length === 0
      ? []
      : db
          .selectFrom('event')
          .select(['id', 'slug', 'kind as type', 'languages', 'startsOn', 'venue'])
          .where('id', 'in', ids.event)
          .where('publishedAt', 'is not', null)
          .execute(),
    ids.organisation.length === 0
      ? []
      : db
          .selectFrom('organisation')
          .select(['id', 'slug'])
          .where('id', 'in', ids.organisation)
          .where('status', '=', 'active')
          .execute(),
    ids.alliance.length === 0
      ? []
      : db
          .selectFrom('alliance')
          .select(['id', 'slug'])
          .where('id', 'in', ids.alliance)
          .where('level', '<>', 'global')
          .execute()
  ]);
  return [
    ...events.map(({ startsOn, venue, ...event }) => ({
      kind: 'event' as const,
      ...event,
      date: startsOn,
      facts: venue ? [venue] : []
    })),
    ...organisations.map((organisation) => ({
      kind: 'organisation' as const,
      type: 'organisation',
      ...organisation,
      languages: [],
      date: null,
      facts: []
    })),
    ...alliances.map((alliance) => ({
      kind: 'alliance' as const,
      type: 'alliance',
      ...alliance,
      languages: [],
      date: null,
      facts: []
    }))
  ];
}
