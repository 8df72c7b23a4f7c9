import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import type { Localised, Source } from '../platform/db/json.ts';
import { NotFound } from '../platform/errors.ts';
import { mapThemes } from '../platform/themes/themes.ts';
import { inLanguage } from '#lib/locale.ts';

/** A text with the language that it is in, which may be another than the reader's. */
export interface Said {
  text: string;
  language: string;
}

export interface AllianceRow {
  id: number;
  slug: string;
  level: string;
  status: string;
  name: string;
  /** The language that name and lede were found in. */
  language: string;
  lede: string;
  countryCode: string | null;
  lead: { slug: string; name: string } | null;
}

const say = (ctx: Context, text: Localised | undefined): Said => inLanguage(text ?? {}, ctx.locale);

function alliances(ctx: Context) {
  return (
    ctx.db
      .selectFrom('alliance')
      .leftJoin('place', 'place.id', 'alliance.placeId')
      .leftJoin('membership', (join) =>
        join
          .onRef('membership.allianceId', '=', 'alliance.id')
          .on('membership.role', '=', 'lead')
          .on('membership.endedAt', 'is', null)
      )
      .leftJoin('organisation', (join) =>
        join.onRef('organisation.id', '=', 'membership.organisationId').on('organisation.status', '=', 'active')
      )
      // An alliance with two leads is one row, with the first of those that are shown.
      .distinctOn('alliance.id')
      .orderBy('alliance.id')
      .orderBy(sql`organisation.id is null`)
      .orderBy('membership.id')
      .select([
        'alliance.id',
        'alliance.slug',
        'alliance.level',
        'alliance.status',
        'alliance.name',
        'alliance.lede',
        'place.countryCode',
        'organisation.slug as leadSlug',
        'organisation.name as leadName'
      ])
  );
}

function toRow(
  ctx: Context,
  row: {
    id: number;
    slug: string;
    level: string;
    status: string;
    name: Localised;
    lede: Localised;
    countryCode: string | null;
    leadSlug: string | null;
    leadName: string | null;
  }
): AllianceRow {
  return {
    id: row.id,
    slug: row.slug,
    level: row.level,
    status: row.status,
    name: inLanguage(row.name, ctx.locale).text,
    language: inLanguage(row.name, ctx.locale).language,
    lede: inLanguage(row.lede, ctx.locale).text,
    countryCode: row.countryCode,
    lead: row.leadSlug && row.leadName ? { slug: row.leadSlug, name: row.leadName } : null
  };
}

/** The country and city alliances, by name in the reader's language. */
export async function listAlliances(ctx: Context): Promise<AllianceRow[]> {
  const rows = await alliances(ctx).where('alliance.level', '<>', 'global').execute();
  const { compare } = new Intl.Collator(ctx.locale);
  return rows.map((row) => toRow(ctx, row)).sort((a, b) => compare(a.name, b.name) || a.id - b.id);
}

type StoredNotes = {
  note?: Localised;
  themes?: string[];
  facts?: { text: Localised; sources: Source[] }[];
};

/** One country or city alliance, with what the record says of it and what it says is missing. @throws NotFound */
export async function getAlliance(ctx: Context, slug: string) {
  const row = await alliances(ctx)
    .select(['alliance.about', 'alliance.sources', 'place.slug as countrySlug'])
    .where('alliance.level', '<>', 'global')
    .where('alliance.slug', '=', slug)
    .executeTakeFirst();
  if (!row) throw new NotFound(slug);
  const about = row.about as unknown as StoredNotes;
  const themes = await mapThemes(ctx);
  // A slug of old leads to the theme that it was merged into; one that nothing has is left out.
  const wanted = new Set((about.themes ?? []).flatMap((name) => themes.get(name) ?? []));
  return {
    ...toRow(ctx, row),
    countrySlug: row.countrySlug,
    note: about.note ? say(ctx, about.note) : null,
    facts: (about.facts ?? []).map((fact) => ({ ...say(ctx, fact.text), sources: fact.sources })),
    themes: [...new Set(themes.values())]
      .filter((theme) => wanted.has(theme))
      .map(({ slug, label, colour }) => ({ slug, colour, label: inLanguage(label, ctx.locale).text })),
    sources: row.sources
  };
}

type StoredAbout = {
  vision?: Localised;
  principles?: { title: Localised; text: Localised }[];
  secretariat?: Localised;
  steeringNote?: Localised;
  founded?: number;
  writing?: { rules: Localised[]; sources: Source[] };
};

/** What the global alliance says of itself, with its timeline, people and dated member counts. */
export async function getAbout(ctx: Context, allianceId: number) {
  const alliance = await ctx.db
    .selectFrom('alliance')
    .select(['about', 'lede', 'sources'])
    .where('id', '=', allianceId)
    .executeTakeFirstOrThrow();
  const about = alliance.about as unknown as StoredAbout;
  const [milestones, counts, seats, people] = await Promise.all([
    ctx.db
      .selectFrom('milestone')
      .select(['date', 'text', 'note', 'sources'])
      .where('allianceId', '=', allianceId)
      // A month comes before its days: it is how their dates begin.
      .orderBy(sql`date collate "C"`)
      .orderBy('id')
      .execute(),
    listMemberCounts(ctx, allianceId),
    listSteeringSeats(ctx, allianceId),
    ctx.db
      .selectFrom('namedPerson')
      .leftJoin('organisation', (join) =>
        join.onRef('organisation.id', '=', 'namedPerson.organisationId').on('organisation.status', '=', 'active')
      )
      .select([
        'namedPerson.name',
        'namedPerson.role',
        'organisation.slug as organisationSlug',
        'organisation.name as organisation',
        'namedPerson.sources'
      ])
      .where('namedPerson.allianceId', '=', allianceId)
      .orderBy('position')
      .execute()
  ]);
  return {
    lede: inLanguage(alliance.lede, ctx.locale).text,
    vision: say(ctx, about.vision),
    principles: (about.principles ?? []).map((p) => ({ title: say(ctx, p.title), text: say(ctx, p.text) })),
    secretariat: say(ctx, about.secretariat),
    steeringNote: say(ctx, about.steeringNote),
    founded: about.founded ?? null,
    writing: about.writing
      ? { rules: about.writing.rules.map((rule) => say(ctx, rule)), sources: about.writing.sources }
      : null,
    milestones: milestones.map((m) => ({ ...m, ...say(ctx, m.text), note: m.note && say(ctx, m.note) })),
    counts,
    seats,
    people: people.map((person) => ({ ...person, role: say(ctx, person.role) })),
    sources: alliance.sources
  };
}

/** What sources say of the alliance's size, oldest first, undated last. */
export async function listMemberCounts(ctx: Context, allianceId: number) {
  const counts = await ctx.db
    .selectFrom('memberCount')
    .select(['count', 'qualifier', 'date', 'note', 'sources'])
    .where('allianceId', '=', allianceId)
    .orderBy('date', (order) => order.asc().nullsLast())
    .orderBy('id')
    .execute();
  return counts.map((count) => ({ ...count, note: count.note && say(ctx, count.note) }));
}

/** Who sits on the steering committee, as far as the record has it. */
export async function listSteeringSeats(ctx: Context, allianceId: number) {
  return ctx.db
    .selectFrom('steeringSeat')
    .innerJoin('organisation', 'organisation.id', 'steeringSeat.organisationId')
    .select([
      'organisation.slug',
      'organisation.name',
      'steeringSeat.role',
      'steeringSeat.person',
      'steeringSeat.sources'
    ])
    .where('steeringSeat.allianceId', '=', allianceId)
    .where('organisation.status', '=', 'active')
    .orderBy('position')
    .execute();
}
