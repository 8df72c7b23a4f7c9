import { addPost } from './blog/posts.ts';
import { addActivity } from './coordination/activities.ts';
import { addEvent } from './events/events.ts';
import { addResource, relateResources } from './library/resources.ts';
import { addSeries } from './library/series.ts';
import { addFigure } from './measures/figures.ts';
import { themesBySlug } from './platform/themes/themes.ts';
import type * as Starter from './starter-files.ts';
import { addEach, known, namedOrganisation, placeIds, seriesId, type Loading } from './starter-loading.ts';

export async function series(loading: Loading): Promise<number> {
  return addEach<Starter.Series>(loading, 'series', async (file) => {
    loading.series.set(file.slug, await addSeries(loading.ctx, { ...file, allianceId: loading.globalId }));
  });
}

export async function resources(loading: Loading): Promise<number> {
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

export async function posts(loading: Loading): Promise<number> {
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

export async function events(loading: Loading): Promise<number> {
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

export async function figures(loading: Loading): Promise<number> {
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

export async function activities(loading: Loading): Promise<number> {
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
