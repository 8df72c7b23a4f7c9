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
    const loading: Loading = {
      ctx,
      read,
      globalId: 0,
      alliances: new Map(),
      organisations: new Map(),
      series: new Map()
    };
    let count = 0;
    for (const load of [
      themes,
      alliance,
      alliances,
      organisations,
      allianceDetails,
      series,
      resources,
      posts,
      events,
      figures,
      activities
    ]) {
      count += await saying('alliance.json cannot be used', () => load(loading));
    }
    return count;
  });
}

/**
 * Adds the things of one list, those without a parent first.
 * @returns how many
 * @throws StartError with file and slug for one that cannot be added
 */
async function addEach<T extends { slug: string }>(
  { read }: Loading,
  name: string,
  add: (file: T, position: number) => Promise<unknown>,
  parentOf: (file: T) => string | null | undefined = () => null
): Promise<number> {
  const all = await read<T[]>(name);
  if (!Array.isArray(all) || !all.every((file) => typeof file?.slug === 'string')) {
    throw new StartError(`${name}.json must hold a list of things with a slug.`);
  }
  const parentsFirst = all.toSorted((a, b) => Number(Boolean(parentOf(a))) - Number(Boolean(parentOf(b))));
  for (const [position, file] of parentsFirst.entries()) {
    await saying(`${name}.json: ${file.slug} cannot be added`, () => add(file, position));
  }
  return all.length;
}

/** Says where in the files it was that something could not be used. */
async function saying<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${where}: ${(error as Error).message}.`, { cause: error });
  }
}

/** What `slug` stands for. @throws RangeError when nothing has it */
function known<T>(things: Map<string, T>, kind: string, slug: string): T {
  const thing = things.get(slug);
  if (thing === undefined) throw new RangeError(`no ${kind} ${slug}`);
  return thing;
}

async function themes(loading: Loading): Promise<number> {
  return addEach<Starter.Theme>(
    loading,
    'themes',
    (theme) => addTheme(loading.ctx, theme),
    (theme) => theme.parent
  );
}

async function alliance(loading: Loading): Promise<number> {
  const file = await loading.read<Starter.Alliance>('alliance');
  const { vision, principles, secretariat, founded, steeringNote, social, writing } = file;
  refuseUnusable(file);
  loading.globalId = await addAlliance(loading.ctx, {
    slug: file.slug,
    parent: null,
    level: 'global',
    name: file.name,
    shortName: file.shortName,
    tagline: file.tagline,
    lede: file.lede,
    about: { vision, principles, secretariat, founded, steeringNote, social, writing },
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

async function alliances(loading: Loading): Promise<number> {
  const { ctx, alliances } = loading;
  const global = [...alliances.keys()][0]!;
  const add = async (file: Starter.CountryAlliance) => {
    await themesBySlug(ctx, file.themes);
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
  };
  return addEach(loading, 'alliances', add, (file) => file.parent);
}

async function organisations(loading: Loading): Promise<number> {
  const { ctx, read, globalId } = loading;
  const alliances = await read<Starter.CountryAlliance[]>('alliances');
  const count = await addEach<Starter.Organisation>(loading, 'organisations', async (file) => {
    const { role, firstSeen, steering: _, membershipNote, ...organisation } = file;
    const leads = alliances
      .filter(({ lead }) => lead === file.slug)
      .map(({ slug }) => ({ allianceId: loading.alliances.get(slug)!, role: 'lead' as const, firstSeen }));
    // Who leads an alliance may be a member of the global one besides, or only that.
    const own = role === 'lead' && leads.length > 0 ? [] : [{ allianceId: globalId, role, firstSeen }];
    const id = await addOrganisation(ctx, {
      ...organisation,
      note: membershipNote,
      allianceId: globalId,
      memberships: [...own, ...leads]
    });
    loading.organisations.set(file.slug, { id, name: file.name });
  });
  for (const { slug, lead } of alliances) {
    if (!loading.organisations.has(lead))
      throw new StartError(`alliances.json: ${slug} is led by ${lead}, which organisations.json lacks.`);
  }
  return count;
}

/** What refers from the alliance to organisations, once these are there. */
async function allianceDetails({ ctx, read, globalId, organisations }: Loading): Promise<number> {
  const file = await read<Starter.Alliance>('alliance');
  const organisationId = (slug: string) => {
    const found = organisations.get(slug);
    if (!found) throw new StartError(`alliance.json names the organisation ${slug}, which organisations.json lacks.`);
    return found.id;
  };
  const seats = file.steering.map((seat, position) => {
    const sources = JSON.stringify([{ url: seat.source }]);
    return {
      allianceId: globalId,
      organisationId: organisationId(seat.organisation),
      role: seat.role,
      person: seat.person ?? null,
      position,
      sources
    };
  });
  const people = file.people.map((person, position) => ({
    allianceId: globalId,
    organisationId: person.organisation ? organisationId(person.organisation) : null,
    name: person.name,
    role: person.role,
    position,
    sources: JSON.stringify(person.sources)
  }));
  const milestones = file.timeline.map((m) => ({
    allianceId: globalId,
    date: m.end ? `${m.date}/${m.end}` : m.date,
    text: JSON.stringify(m.text),
    note: m.note && JSON.stringify(m.note),
    sources: JSON.stringify(m.sources)
  }));
  const counts = file.memberCounts.map((c) => ({
    ...c,
    note: c.note ?? null,
    allianceId: globalId,
    sources: JSON.stringify(c.sources)
  }));
  if (seats.length > 0) await ctx.db.insertInto('steeringSeat').values(seats).execute();
  if (people.length > 0) await ctx.db.insertInto('namedPerson').values(people).execute();
  if (milestones.length > 0) await ctx.db.insertInto('milestone').values(milestones).execute();
  if (counts.length > 0) await ctx.db.insertInto('memberCount').values(counts).execute();
  return 0;
}

async function series(loading: Loading): Promise<number> {
  return addEach<Starter.Series>(loading, 'series', async (file) => {
    loading.series.set(file.slug, await addSeries(loading.ctx, { ...file, allianceId: loading.globalId }));
  });
}

async function resources(loading: Loading): Promise<number> {
  const { ctx, globalId } = loading;
  const ids = new Map<string, number>();
  const add = async (resource: Starter.Resource) => {
    const { title, summary, language, authors, places, series, related: _, ...file } = resource;
    const id = await addResource(ctx, {
      ...file,
      allianceId: globalId,
      language: 'en',
      languages: language,
      latestYear: file.latestYear ?? null,
      edition: file.edition ?? null,
      urlIsList: file.urlIsList ?? false,
      texts: [{ language: 'en', title, summary: summary ?? '', body: '' }],
      authors: authors.map((a) => ({ family: a.family ?? null, given: a.given ?? null, organisation: a.name ?? null })),
      seriesId: seriesId(loading, series),
      placeIds: await placeIds(ctx, places),
      note: file.note ?? null
    });
    ids.set(file.slug, id);
  };
  await addEach(loading, 'resources', add);
  return addEach<Starter.Resource>(loading, 'resources', async ({ slug, related }) => {
    for (const other of related) await relateResources(ctx, ids.get(slug)!, known(ids, 'resource', other));
  });
}

async function posts(loading: Loading): Promise<number> {
  return addEach<Starter.Post>(
    loading,
    'posts',
    async ({ title, summary, authors, places, series, titleNote, ...file }) => {
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
  );
}

async function events(loading: Loading): Promise<number> {
  const { ctx, globalId } = loading;
  const named = (name: string) => namedOrganisation(loading, name);
  const clock = (local: string | null) => (local?.includes('T') ? local.slice(11) : null);
  const add = async (file: Starter.Event) => {
    for (const { links } of file.outcomes) for (const slug of links) known(loading.alliances, 'alliance', slug);
    const { start, end, city, hosts, partners, forum, allianceRun, speakers, outcomes, times, agenda, note, ...rest } =
      file;
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
      outcomes: outcomes.map((outcome) => ({
        date: outcome.date ?? null,
        text: outcome.text,
        allianceSlugs: outcome.links
      })),
      times: times.map((time) => ({ source: time.source, startsAt: time.start, endsAt: time.end, used: time.used }))
    });
  };
  return addEach(loading, 'events', add, (file) => file.forum);
}

async function figures(loading: Loading): Promise<number> {
  const add = (
    { slug, low, high, approximate, unit, label, date, sourceLabel, derived, sources }: Starter.Figure,
    position: number
  ) => {
    const figure = {
      allianceId: loading.globalId,
      slug,
      low,
      high,
      approximate,
      unit,
      label,
      date,
      sourceLabel,
      derived: derived ?? [],
      sources
    };
    return addFigure(loading.ctx, figure, position);
  };
  return addEach(loading, 'figures', add);
}

async function activities(loading: Loading): Promise<number> {
  const { ctx, globalId } = loading;
  return addEach<Starter.Activity>(loading, 'activities', async (file) => {
    const [theme] = file.theme ? await themesBySlug(ctx, [file.theme]) : [];
    await addActivity(ctx, {
      allianceId: globalId,
      slug: file.slug,
      title: file.title,
      themeId: theme?.id ?? null,
      organisations: [...file.organisations, ...file.partners].map((name) => namedOrganisation(loading, name)),
      placeIds: await placeIds(ctx, file.places),
      dates: file.dates ? [file.dates.start, file.dates.end].filter(Boolean).join('/') : null,
      status: file.status,
      note: file.note ?? null,
      sources: file.sources
    });
  });
}

/** An organisation by its slug, or somebody else by name. What looks like a slug must be one. */
function namedOrganisation({ organisations }: Loading, name: string): { organisationId: number | null; name: string } {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return { organisationId: null, name };
  const found = known(organisations, 'organisation', name);
  return { organisationId: found.id, name: found.name };
}

function seriesId(loading: Loading, slug: string | null): number | null {
  return slug === null ? null : known(loading.series, 'series', slug);
}

async function placeIds(ctx: Context, places: Starter.PlaceReference[]): Promise<number[]> {
  const found = await Promise.all(
    places.map((place) =>
      typeof place === 'string' ? findCountry(ctx, place) : findCity(ctx, place.city, place.country)
    )
  );
  return found.map((place, index) => {
    if (!place) throw new RangeError(`no place ${JSON.stringify(places[index])}`);
    return place.id;
  });
}
