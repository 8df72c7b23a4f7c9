import type { Context } from '../platform/context.ts';
import type { Localised, Source } from '../platform/db/json.ts';
import { NotFound } from '../platform/errors.ts';
import { inLanguage } from '#lib/locale.ts';

/** What every page needs of the alliance whose site it is. */
export interface Site {
  id: number;
  name: string;
  shortName: string;
  tagline: string;
  locales: string[];
  /** Colour tokens that this alliance sets, by token name. */
  colours: Record<string, string>;
  mark: string | null;
}

/** The global alliance, whose site this is; undefined on a blank instance. */
export async function findSite(ctx: Context): Promise<Site | undefined> {
  const row = await ctx.db
    .selectFrom('alliance')
    .select(['id', 'name', 'shortName', 'tagline', 'locales', 'colours', 'mark'])
    .where('level', '=', 'global')
    .executeTakeFirst();
  if (!row) return undefined;
  const name = inLanguage(row.name, ctx.locale).text;
  return { ...row, name, shortName: row.shortName ?? name, tagline: inLanguage(row.tagline, ctx.locale).text };
}

export interface AllianceRow {
  id: number;
  slug: string;
  level: string;
  status: string;
  name: string;
  lede: string;
  countryCode: string | null;
  lead: { slug: string; name: string } | null;
}

function alliances(ctx: Context) {
  return ctx.db
    .selectFrom('alliance')
    .leftJoin('place', 'place.id', 'alliance.placeId')
    .leftJoin('membership', (join) =>
      join.onRef('membership.allianceId', '=', 'alliance.id').on('membership.role', '=', 'lead')
    )
    .leftJoin('organisation', 'organisation.id', 'membership.organisationId')
    .select([
      'alliance.id',
      'alliance.slug',
      'alliance.level',
      'alliance.status',
      'alliance.name',
      'alliance.lede',
      'alliance.sources',
      'place.countryCode',
      'organisation.slug as leadSlug',
      'organisation.name as leadName'
    ]);
}

function toRow(
  ctx: Context,
  row: { id: number; slug: string; level: string; status: string; name: Localised; lede: Localised; countryCode: string | null; leadSlug: string | null; leadName: string | null }
): AllianceRow {
  return {
    id: row.id,
    slug: row.slug,
    level: row.level,
    status: row.status,
    name: inLanguage(row.name, ctx.locale).text,
    lede: inLanguage(row.lede, ctx.locale).text,
    countryCode: row.countryCode,
    lead: row.leadSlug && row.leadName ? { slug: row.leadSlug, name: row.leadName } : null
  };
}

/** The country and city alliances, by name. */
export async function listAlliances(ctx: Context): Promise<AllianceRow[]> {
  const rows = await alliances(ctx).where('alliance.level', '<>', 'global').orderBy('alliance.slug').execute();
  return rows.map((row) => toRow(ctx, row));
}

/** One country or city alliance. @throws NotFound */
export async function getAlliance(ctx: Context, slug: string): Promise<AllianceRow & { sources: Source[] }> {
  const row = await alliances(ctx).where('alliance.level', '<>', 'global').where('alliance.slug', '=', slug).executeTakeFirst();
  if (!row) throw new NotFound(slug);
  return { ...toRow(ctx, row), sources: row.sources };
}

export interface AllianceAbout {
  vision: string;
  principles: { title: string; text: string }[];
  secretariat: string;
  founded: number | null;
}

type StoredAbout = {
  vision?: Localised;
  principles?: { title: Localised; text: Localised }[];
  secretariat?: Localised;
  founded?: number;
};

/** What the global alliance says of itself, with its timeline, people and dated member counts. */
export async function getAbout(ctx: Context, allianceId: number) {
  const alliance = await ctx.db
    .selectFrom('alliance')
    .select(['about', 'lede', 'sources'])
    .where('id', '=', allianceId)
    .executeTakeFirstOrThrow();
  const about = alliance.about as unknown as StoredAbout;
  const say = (text: Localised | undefined) => inLanguage(text ?? {}, ctx.locale).text;
  const [milestones, counts, seats, people] = await Promise.all([
    ctx.db.selectFrom('milestone').select(['date', 'text', 'sources']).where('allianceId', '=', allianceId).orderBy('id').execute(),
    listMemberCounts(ctx, allianceId),
    listSteeringSeats(ctx, allianceId),
    ctx.db
      .selectFrom('namedPerson')
      .leftJoin('organisation', 'organisation.id', 'namedPerson.organisationId')
      .select(['namedPerson.name', 'namedPerson.role', 'organisation.name as organisation', 'namedPerson.sources'])
      .where('namedPerson.allianceId', '=', allianceId)
      .orderBy('position')
      .execute()
  ]);
  return {
    lede: say(alliance.lede),
    vision: say(about.vision),
    principles: (about.principles ?? []).map((p) => ({ title: say(p.title), text: say(p.text) })),
    secretariat: say(about.secretariat),
    founded: about.founded ?? null,
    milestones: milestones.map((m) => ({ ...m, text: say(m.text) })),
    counts,
    seats,
    people,
    sources: alliance.sources
  };
}

/** What sources say of the alliance's size, oldest first, undated last. */
export async function listMemberCounts(ctx: Context, allianceId: number) {
  return ctx.db
    .selectFrom('memberCount')
    .select(['count', 'qualifier', 'date', 'note', 'sources'])
    .where('allianceId', '=', allianceId)
    .orderBy('date', (order) => order.asc().nullsLast())
    .orderBy('id')
    .execute();
}

/** Who sits on the steering committee, as far as the record has it. */
export async function listSteeringSeats(ctx: Context, allianceId: number) {
  return ctx.db
    .selectFrom('steeringSeat')
    .innerJoin('organisation', 'organisation.id', 'steeringSeat.organisationId')
    .select(['organisation.slug', 'organisation.name', 'steeringSeat.role', 'steeringSeat.person', 'steeringSeat.sources'])
    .where('steeringSeat.allianceId', '=', allianceId)
    .orderBy('position')
    .execute();
}
