import { addMemberCount, addMilestone, addNamedPerson, addSteeringSeat } from './alliances/about.ts';
import { addAlliance } from './alliances/alliances.ts';
import { parseAllianceChange } from './alliances/input.ts';
import { problemSentence } from './alliances/sentences.ts';
import { addOrganisation } from './membership/organisations.ts';
import { Invalid, StartError } from './platform/errors.ts';
import { addTheme, themesBySlug } from './platform/themes/themes.ts';
import type * as Starter from './starter-files.ts';
import { addEach, type Loading } from './starter-loading.ts';

export async function themes(loading: Loading): Promise<number> {
  return addEach<Starter.Theme>(
    loading,
    'themes',
    (theme) => addTheme(loading.ctx, theme),
    (theme) => theme.parent
  );
}

export async function alliance(loading: Loading): Promise<number> {
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

export async function alliances(loading: Loading): Promise<number> {
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

export async function organisations(loading: Loading): Promise<number> {
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
      aliases: organisation.aliases ?? [],
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
export async function allianceDetails({ ctx, read, globalId: allianceId, organisations }: Loading): Promise<number> {
  const file = await read<Starter.Alliance>('alliance');
  const organisationId = (slug: string) => {
    const found = organisations.get(slug);
    if (!found) throw new StartError(`alliance.json names the organisation ${slug}, which organisations.json lacks.`);
    return found.id;
  };
  for (const [position, { organisation, role, person, source }] of file.steering.entries()) {
    const seat = { allianceId, organisationId: organisationId(organisation), role, person: person ?? null, position };
    await addSteeringSeat(ctx, { ...seat, sources: [{ url: source }] });
  }
  for (const [position, { organisation, name, role, sources }] of file.people.entries()) {
    const at = organisation ? organisationId(organisation) : null;
    await addNamedPerson(ctx, { allianceId, organisationId: at, name, role, position, sources });
  }
  for (const { date, end, text, note, sources } of file.timeline)
    await addMilestone(ctx, { allianceId, date, end: end ?? null, text, note: note ?? null, sources });
  for (const { count, qualifier, date, note, sources } of file.memberCounts)
    await addMemberCount(ctx, { allianceId, count, qualifier, date, note: note ?? null, sources });
  return 0;
}
