import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from './platform/context.ts';
import { StartError } from './platform/errors.ts';
import { inTransaction } from './platform/journal.ts';
import { loadPlaces } from './platform/places/places.ts';
import { alliance, allianceDetails, alliances, organisations, themes } from './starter-alliance.ts';
import { activities, events, figures, posts, resources, series } from './starter-content.ts';
import { saying, type Loading } from './starter-loading.ts';

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
