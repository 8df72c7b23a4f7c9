import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import type { Source } from '../platform/db/json.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { placeLineage, placeWords } from '../platform/places/places.ts';
import { offsetAt } from '../platform/zones.ts';
import { putDocument } from '../platform/search/put.ts';
import { between } from '../platform/search/types.ts';
import { lineage, themesBySlug, themeWords } from '../platform/themes/themes.ts';

export interface NewEvent {
  allianceId: number;
  parentSlug: string | null;
  slug: string;
  kind: string;
  language: string;
  title: string;
  lede: string | null;
  /** Local dates and times of `timezone` (IANA); times are null for an event known only by its days. */
  startsOn: string;
  endsOn: string;
  startsAt: string | null;
  endsAt: string | null;
  timezone: string | null;
  venue: string | null;
  room: string | null;
  placeId: number | null;
  reference: string | null;
  track: string | null;
  /** By slug, what it is most about first. */
  themes: string[];
  languages: string[];
  /** Null where it is not recorded. */
  runByAlliance: boolean | null;
  note: string | null;
  hosts: { role: 'host' | 'partner'; organisationId: number | null; name: string }[];
  agenda: { title: string; text: string | null }[];
  objectives: string[];
  speakers: {
    name: string;
    role: string | null;
    organisation: string | null;
    moderator: boolean;
    note: string | null;
  }[];
  outcomes: { date: string | null; text: string; allianceSlugs: string[] }[];
  times: { source: string; startsAt: string; endsAt: string; used: boolean }[];
  sources: Source[];
}

/**
 * Adds an event and publishes it with its themes, agenda, objectives, speakers, hosts and outcomes.
 * @throws RangeError for a parent, a time zone or a theme that there is not
 */
export async function addEvent(ctx: Context, event: NewEvent): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const parent = event.parentSlug
      ? await ctx.db
          .selectFrom('event')
          .select('id')
          .where('slug', '=', event.parentSlug)
          .executeTakeFirstOrThrow(() => new RangeError(`no event ${event.parentSlug}`))
      : undefined;
    if (event.timezone) await refuseUnknownZone(ctx, event.timezone);
    const themes = await themesBySlug(ctx, event.themes);
    const { hosts, agenda, objectives, speakers, outcomes, times, themes: _, parentSlug: __, ...row } = event;
    const { id } = await ctx.db
      .insertInto('event')
      .values({
        ...row,
        parentId: parent?.id ?? null,
        sources: JSON.stringify(event.sources),
        publishedAt: ctx.now,
        changedAt: ctx.now
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const numbered = <T extends object>(items: T[]) =>
      items.map((item, position) => ({ eventId: id, position, ...item }));
    const { db } = ctx;
    if (hosts.length > 0) await db.insertInto('eventHost').values(numbered(hosts)).execute();
    if (agenda.length > 0) await db.insertInto('eventAgendaItem').values(numbered(agenda)).execute();
    if (objectives.length > 0)
      await db
        .insertInto('eventObjective')
        .values(numbered(objectives.map((text) => ({ text }))))
        .execute();
    if (speakers.length > 0) await db.insertInto('eventSpeaker').values(numbered(speakers)).execute();
    if (outcomes.length > 0) await db.insertInto('eventOutcome').values(numbered(outcomes)).execute();
    if (times.length > 0) await db.insertInto('eventTimeClaim').values(numbered(times)).execute();
    if (themes.length > 0) {
      const rows = themes.map((theme, position) => ({ eventId: id, themeId: theme.id, position }));
      await db.insertInto('eventTheme').values(rows).execute();
    }
    await indexEvent(ctx, id, event, lineage(themes));
    await record(ctx, 'event.published', { kind: 'event', id, allianceId: event.allianceId });
    return id;
  });
}

/** Both the program and the database work with zones: one unknown zone would break every list of events. */
async function refuseUnknownZone(ctx: Context, zone: string): Promise<void> {
  offsetAt(ctx.now, zone);
  await sql`select ${ctx.now}::timestamptz at time zone ${zone}`.execute(ctx.db);
}

/**
 * The type of an event in the search: its kind, after what no address can ask for and no resource is, as values there
 * end at commas.
 */
export const eventType = (kind: string) => `event,${kind}`;

async function indexEvent(ctx: Context, id: number, event: NewEvent, themeIds: number[]): Promise<void> {
  const words = await themeWords(ctx);
  const places = await placeLineage(ctx, event.placeId === null ? [] : [event.placeId]);
  await putDocument(ctx.db, {
    kind: 'event',
    id,
    texts: [
      {
        language: event.language,
        title: event.title,
        keywords: [
          event.reference,
          event.track,
          event.venue,
          ...event.hosts.map((host) => host.name),
          ...event.speakers.map((speaker) => speaker.name)
        ]
          .filter(Boolean)
          .join(between),
        names: [...themeIds.flatMap((theme) => words.get(theme) ?? []), ...(await placeWords(ctx, places))].join(
          between
        ),
        summary: event.lede ?? '',
        body: [...event.agenda.flatMap((item) => [item.title, item.text ?? '']), ...event.objectives].join('\n')
      }
    ],
    type: eventType(event.kind),
    themes: themeIds,
    places,
    year: Number(event.startsOn.slice(0, 4)),
    languages: event.languages,
    alliance: event.allianceId,
    date: event.startsOn
  });
}
