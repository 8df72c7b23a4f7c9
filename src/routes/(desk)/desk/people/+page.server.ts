import * as v from 'valibot';
import { peopleFilter } from '#lib/server/people/record-input.ts';
import {
  canSeePeopleSomewhere,
  countPeople,
  listAlliancesInReach,
  listPeople,
  pageLength
} from '#lib/server/people/queries.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { roleNames } from '#lib/server/platform/roles.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  if (!canSeePeopleSomewhere(ctx)) throw new NotFound('people');
  const filter = v.parse(peopleFilter, Object.fromEntries(event.url.searchParams));
  const [people, count, alliances] = await Promise.all([
    listPeople(ctx, filter),
    countPeople(ctx, filter),
    listAlliancesInReach(ctx)
  ]);
  return { people, filter, alliances, roleNames, pages: Math.max(1, Math.ceil(count / pageLength)) };
};
