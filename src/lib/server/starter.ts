import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addAlliance } from './alliances/alliances.ts';
import { parseAllianceChange } from './alliances/input.ts';
import { problemSentence } from './alliances/sentences.ts';
import { addPost } from './blog/posts.ts';
import { addActivity } from './coordination/activities.ts';
import { addEvent } from './events/events.ts';
import { addResource, relateResources } from './library/resources.ts';
import { addSeries } from './library/series.ts';
import { addFigure } from './measures/figures.ts';
import { addOrganisation } from './membership/organisations.ts';
import type { Context } from './platform/context.ts';
import { Invalid, StartError } from './platform/errors.ts';
import { inTransaction } from './platform/journal.ts';
import { findCity, findCountry, loadPlaces } from './platform/places/places.ts';
import { addTheme, themesBySlug } from './platform/themes/themes.ts';
import type * as Starter from './starter-files.ts';

interface Loading {
  ctx: Context;
  read: <T>(name: string) => Promise<T>;
  globalId: number;
  alliances: Map<string, number>;
  organisations: Map<string, { id: number; name: string }>;
  series: Map<string, number>;
}

/**
 * Fills an empty instance from a folder of starter files (see starter/README.md), all in one transaction: a start
 * that is cut off leaves nothing half-loaded. Does nothing when an alliance is there.
 * @returns how many things were added
 * @throws StartError when a file is missing or refers to something that is not there
 */
export async function loadStarter(ctx: Context, folder: string): Promise<number> {
  const there = await ctx.db.selectFrom('alliance').select('id').limit(1).executeTakeFirst();
  if (there) return 0;
  const read = async <T>(name: string): Promise<T> => {
    const path = join(folder, `${name}.json`);
    try {
      return JSON.parse(await readFile(path, 'utf8')) as T;
    } catch (error) {
      throw new StartError(`The starter file ${path} cannot be read: ${(error as Error).message}.`);
    }
  };
  return inTransaction(ctx, async (ctx) => {
    await loadPlaces(ctx);
    const loading: Loading = { ctx, read, globalId: 0, alliances: new Map(), organisations: new Map(), series: new Map() };
    let count = 0;
    for (const load of [themes, alliance, alliances, organisations, allianceDetails, series, resources, posts, events, figures, activities]) {
      count += await load(loading);
    }
    return count;
  });
}

async function themes({ ctx, read }: Loading): Promise<number> {
  const all = await read<Starter.Theme[]>('themes');
  for (const theme of [...all.filter((t) => t.parent === null), ...all.filter((t) => t.parent !== null)]) await addTheme(ctx, theme);
  return all.length;
}

async function alliance(loading: Loading): Promise<number> {
  const file = await loading.read<Starter.Alliance>('alliance');
  const { vision, principles, secretariat, founded, steeringNote, social } = file;
  refuseUnusable(file);
  loading.globalId = await addAlliance(loading.ctx, {
    slug: file.slug,
    parent: null,
    level: 'global',
    name: file.name,
    shortName: file.shortName,
    tagline: file.tagline,
    lede: file.lede,
    about: { vision, principles, secretariat, founded, steeringNote, social },
    country: null,
    status: 'active',
    locales: file.locales,
    colours: file.colours,
    mark: file.mark ?? null,
    sources: file.sources
  });
  loading.alliances.set(file.slug, loading.globalId);
  return 1;
}

/** What pages are built of must be sound, whoever wrote the folder. @throws StartError with a sentence for each fault */
function refuseUnusable({ locales, colours, mark }: Starter.Alliance): void {
  try {
    parseAllianceChange({ locales, colours, mark: mark ?? null });
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    throw new StartError(`alliance.json: ${error.problems.map(problemSentence).join(' ')}`);
  }
}

async function alliances({ ctx, read, alliances }: Loading): Promise<number> {
  const all = await read<Starter.CountryAlliance[]>('alliances');
  const global = [...alliances.keys()][0]!;
  for (const file of all) {
    const id = await addAlliance(ctx, {
      slug: file.slug,
      parent: file.parent ?? global,
      level: file.level,
      name: file.name,
      shortName: null,
      tagline: {},
      lede: file.lede,
      about: { note: file.note, themes: file.themes, facts: file.facts },
      country: file.country,
      status: file.status,
      locales: ['en'],
      colours: {},
      mark: null,
      sources: file.sources
    });
    alliances.set(file.slug, id);
  }
  return all.length;
}

async function organisations(loading: Loading): Promise<number> {
  const { ctx, read, globalId } = loading;
  const leads = new Map((await read<Starter.CountryAlliance[]>('alliances')).map((a) => [a.lead, loading.alliances.get(a.slug)!]));
  const all = await read<Starter.Organisation[]>('organisations');
  for (const file of all) {
    const { role, firstSeen, steering: _, membershipNote, ...organisation } = file;
    const allianceId = role === 'lead' ? (leads.get(file.slug) ?? globalId) : globalId;
    const id = await addOrganisation(ctx, {
      ...organisation,
      note: membershipNote,
      allianceId: globalId,
      memberships: [{ allianceId, role, firstSeen }]
    });
    loading.organisations.set(file.slug, { id, name: file.name });
  }
  return all.length;
}

/** What refers from the alliance to organisations, once these are there. */
async function allianceDetails({ ctx, read, globalId, organisations }: Loading): Promise<number> {
  const file = await read<Starter.Alliance>('alliance');
  const organisationId = (slug: string | undefined) => (slug ? (organisations.get(slug)?.id ?? null) : null);
  const seats = file.steering.map((seat, position) => {
    const found = organisations.get(seat.organisation);
    if (!found) throw new StartError(`alliance.json names the organisation ${seat.organisation}, which organisations.json lacks.`);
    const sources = JSON.stringify([{ url: seat.source }]);
    return { allianceId: globalId, organisationId: found.id, role: seat.role, person: seat.person ?? null, position, sources };
  });
  const people = file.people.map((person, position) => ({
    allianceId: globalId,
    organisationId: organisationId(person.organisation),
    name: person.name,
    role: person.role,
    position,
    sources: JSON.stringify(person.sources)
  }));
  const milestones = file.timeline.map((m) => ({
    allianceId: globalId,
    date: m.end ? `${m.date}/${m.end}` : m.date,
    text: JSON.stringify(m.text),
    sources: JSON.stringify(m.sources)
  }));
  const counts = file.memberCounts.map((c) => ({ ...c, note: c.note ?? null, allianceId: globalId, sources: JSON.stringify(c.sources) }));
  if (seats.length > 0) await ctx.db.insertInto('steeringSeat').values(seats).execute();
  if (people.length > 0) await ctx.db.insertInto('namedPerson').values(people).execute();
  if (milestones.length > 0) await ctx.db.insertInto('milestone').values(milestones).execute();
  if (counts.length > 0) await ctx.db.insertInto('memberCount').values(counts).execute();
  return 0;
}

async function series(loading: Loading): Promise<number> {
  const all = await loading.read<Starter.Series[]>('series');
  for (const file of all) loading.series.set(file.slug, await addSeries(loading.ctx, { ...file, allianceId: loading.globalId }));
  return all.length;
}

async function resources(loading: Loading): Promise<number> {
  const { ctx, globalId } = loading;
  const all = await loading.read<Starter.Resource[]>('resources');
  const ids = new Map<string, number>();
  for (const { title, summary, language, authors, places, series, related: _, ...file } of all) {
    const id = await addResource(ctx, {
      ...file,
      allianceId: globalId,
      language: 'en',
      languages: language,
      texts: [{ language: 'en', title, summary: summary ?? '', body: '' }],
      authors: authors.map((a) => ({ family: a.family ?? null, given: a.given ?? null, organisation: a.name ?? null })),
      seriesId: seriesId(loading, series),
      placeIds: await placeIds(ctx, places),
      note: file.note ?? null
    });
    ids.set(file.slug, id);
  }
  for (const { slug, related } of all) {
    for (const other of related) if (ids.has(other)) await relateResources(ctx, ids.get(slug)!, ids.get(other)!);
  }
  return all.length;
}

async function posts(loading: Loading): Promise<number> {
  const all = await loading.read<Starter.Post[]>('posts');
  for (const { title, summary, authors, places, series, titleNote, ...file } of all) {
    await addPost(loading.ctx, {
      ...file,
      allianceId: loading.globalId,
      texts: [{ language: file.language, title, summary: summary ?? '', body: null }],
      authors: authors.map((author) => author.name),
      seriesId: seriesId(loading, series),
      placeIds: await placeIds(loading.ctx, places),
      note: titleNote ?? null
    });
  }
  return all.length;
}

async function events(loading: Loading): Promise<number> {
  const { ctx, organisations, globalId } = loading;
  const all = await loading.read<Starter.Event[]>('events');
  const named = (name: string) => ({ organisationId: organisations.get(name)?.id ?? null, name: organisations.get(name)?.name ?? name });
  const clock = (local: string | null) => (local?.includes('T') ? local.slice(11) : null);
  for (const file of [...all.filter((e) => e.forum === null), ...all.filter((e) => e.forum !== null)]) {
    const { start, end, city, hosts, partners, forum, allianceRun, speakers, outcomes, times, agenda, note, ...rest } = file;
    const [placeId] = await placeIds(ctx, city ? [city] : []);
    await addEvent(ctx, {
      ...rest,
      allianceId: globalId,
      language: 'en',
      parentSlug: forum,
      startsOn: start.slice(0, 10),
      endsOn: (end ?? start).slice(0, 10),
      startsAt: clock(start),
      endsAt: clock(end),
      placeId: placeId ?? null,
      runByAlliance: allianceRun,
      note: note ?? null,
      hosts: [
        ...hosts.map((name) => ({ role: 'host' as const, ...named(name) })),
        ...partners.map((name) => ({ role: 'partner' as const, ...named(name) }))
      ],
      agenda: agenda.map((item) => ({ title: item.title, text: item.text ?? null })),
      speakers: speakers.map((speaker) => ({
        name: speaker.name,
        role: speaker.role ?? null,
        organisation: speaker.organisation ? named(speaker.organisation).name : null,
        moderator: speaker.moderator ?? false,
        note: speaker.note ?? null
      })),
      outcomes: outcomes.map((outcome) => ({ date: outcome.date ?? null, text: outcome.text, allianceSlugs: outcome.links })),
      times: times.map((time) => ({ source: time.source, startsAt: time.start, endsAt: time.end, used: time.used }))
    });
  }
  return all.length;
}

async function figures({ ctx, read, globalId }: Loading): Promise<number> {
  const all = await read<Starter.Figure[]>('figures');
  for (const [position, { slug, low, high, approximate, unit, label, date, sourceLabel, derived, sources }] of all.entries()) {
    await addFigure(ctx, { allianceId: globalId, slug, low, high, approximate, unit, label, date, sourceLabel, derived: derived ?? [], sources }, position);
  }
  return all.length;
}

async function activities({ ctx, read, globalId, organisations }: Loading): Promise<number> {
  const all = await read<Starter.Activity[]>('activities');
  for (const file of all) {
    const [theme] = file.theme ? await themesBySlug(ctx, [file.theme]) : [];
    await addActivity(ctx, {
      allianceId: globalId,
      slug: file.slug,
      title: file.title,
      themeId: theme?.id ?? null,
      organisations: [...file.organisations, ...file.partners].map((name) => ({
        organisationId: organisations.get(name)?.id ?? null,
        name: organisations.get(name)?.name ?? name
      })),
      placeIds: await placeIds(ctx, file.places),
      dates: file.dates ? [file.dates.start, file.dates.end].filter(Boolean).join('/') : null,
      status: file.status,
      note: file.note ?? null,
      sources: file.sources
    });
  }
  return all.length;
}

function seriesId(loading: Loading, slug: string | null): number | null {
  return slug === null ? null : (loading.series.get(slug) ?? null);
}

async function placeIds(ctx: Context, places: Starter.PlaceReference[]): Promise<number[]> {
  const found = await Promise.all(
    places.map((place) => (typeof place === 'string' ? findCountry(ctx, place) : findCity(ctx, place.city, place.country)))
  );
  return found.map((place, index) => {
    if (!place) throw new StartError(`The starter files name a place that is not known: ${JSON.stringify(places[index])}.`);
    return place.id;
  });
}
