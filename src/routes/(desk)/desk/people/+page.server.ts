import * as v from 'valibot';
import { listedRoles, peopleFilter } from '#lib/server/people/record-input.ts';
import {
  needPeopleInReach,
  countPeople,
  listAlliancesInReach,
  listPeople,
  pageLength
} from '#lib/server/people/queries.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireSession(event);
  const { ctx } = event.locals;
  needPeopleInReach(ctx);
  const filter = v.parse(peopleFilter, Object.fromEntries(event.url.searchParams));
  const [people, count, alliances] = await Promise.all([
    listPeople(ctx, filter),
    countPeople(ctx, filter),
    listAlliancesInReach(ctx)
  ]);
  return { people, filter, alliances, roleNames: listedRoles, pages: Math.max(1, Math.ceil(count / pageLength)) };
};
