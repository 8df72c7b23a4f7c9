import type { Context } from './platform/context.ts';
import { StartError } from './platform/errors.ts';
import { findCity, findCountry } from './platform/places/places.ts';
import type * as Starter from './starter-files.ts';

/** What has been loaded so far, by slug, for what refers to it. */
export interface Loading {
  ctx: Context;
  read: <T>(name: string) => Promise<T>;
  globalId: number;
  alliances: Map<string, number>;
  organisations: Map<string, { id: number; name: string }>;
  series: Map<string, number>;
}

/**
 * Adds the things of one list, those without a parent first.
 * @returns how many
 * @throws StartError with file and slug for one that cannot be added
 */
export async function addEach<T extends { slug: string }>(
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
export async function saying<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${where}: ${(error as Error).message}.`, { cause: error });
  }
}

/** What `slug` stands for. @throws RangeError when nothing has it */
export function known<T>(things: Map<string, T>, kind: string, slug: string): T {
  const thing = things.get(slug);
  if (thing === undefined) throw new RangeError(`no ${kind} ${slug}`);
  return thing;
}

/** An organisation by its slug, or somebody else by name. What looks like a slug must be one. */
export function namedOrganisation(
  { organisations }: Loading,
  name: string
): { organisationId: number | null; name: string } {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return { organisationId: null, name };
  const found = known(organisations, 'organisation', name);
  return { organisationId: found.id, name: found.name };
}

export function seriesId(loading: Loading, slug: string | null): number | null {
  return slug === null ? null : known(loading.series, 'series', slug);
}

export async function placeIds(ctx: Context, places: Starter.PlaceReference[]): Promise<number[]> {
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
