import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../platform/context.ts';
import { allow, Invalid, NotFound, type Problem } from '../platform/errors.ts';
import { storeFile } from '../platform/files/files.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { organisationsOf, reachOf, secretariat } from '../platform/roles.ts';
import { closeTasks } from '../platform/tasks.ts';
import { listThemes } from '../platform/themes/themes.ts';
import { readLogo, readPolicy, removeUnused, type Upload } from './uploads.ts';
import { makeOrganisationFindable } from './findable.ts';
import { canEditOrganisation } from './policy.ts';
import type { ProfileInput } from './profile-input.ts';

/** What a form of the entry carries to know whether it was changed meanwhile. */
export const versionOf = ({ changedAt }: { changedAt: Date | null }): string => changedAt?.toISOString() ?? 'first';

/** Organisations that the actor may edit: their own, and those of alliances whose business they handle. */
const editable = (ctx: Context) =>
  ctx.db
    .selectFrom('organisation as o')
    .where('o.status', '=', 'active')
    .where((eb) =>
      eb.or([
        eb('o.id', 'in', [0, ...organisationsOf(ctx.actor)]),
        eb('o.allianceId', 'in', [0, ...reachOf(ctx.actor, secretariat)])
      ])
    );

/** The entry of an organisation as its people edit it. @throws NotFound, also for one that the actor may not edit */
export async function getProfile(ctx: Context, organisationId: number) {
  const profile = await editable(ctx)
    .leftJoin('file as logo', 'logo.id', 'o.logoFileId')
    .select(['o.id', 'o.slug', 'o.allianceId', 'o.name', 'o.shortName', 'o.kind', 'o.language', 'o.summary', 'o.does'])
    .select(['o.offers', 'o.website', 'o.city', 'o.safeguarding', 'o.safeguardingUrl', 'o.confirmedAt', 'o.changedAt'])
    .leftJoin('file as policy', 'policy.id', 'o.safeguardingFileId')
    .select(['logo.id as logoId', 'logo.name as logoName', 'o.safeguardingNote'])
    .select(['policy.id as policyId', 'policy.name as policyName', 'policy.bytes as policyBytes'])
    .select((eb) => [
      eb
        .selectFrom('organisationPlace as op')
        .select((e) => e.fn<number[]>('array_agg', ['op.placeId']).as('ids'))
        .whereRef('op.organisationId', '=', 'o.id')
        .as('places'),
      eb
        .selectFrom('organisationTheme as ot')
        .select((e) => e.fn<number[]>('array_agg', ['ot.themeId']).as('ids'))
        .whereRef('ot.organisationId', '=', 'o.id')
        .as('themes')
    ])
    .where('o.id', '=', organisationId)
    .executeTakeFirst();
  if (!profile) throw new NotFound('organisation');
  return { ...profile, places: profile.places ?? [], themes: profile.themes ?? [], version: versionOf(profile) };
}

/** Whether a file is the safeguarding policy of an organisation whose entry the actor may edit. */
export async function maySeePolicy(ctx: Context, fileId: number): Promise<boolean> {
  const found = await editable(ctx).select('o.id').where('o.safeguardingFileId', '=', fileId).executeTakeFirst();
  return found !== undefined;
}

/** Files that come with an entry; `removed` where the policy is to go. */
export interface ProfileFiles {
  logo?: Upload;
  policy?: Upload | 'removed';
}

/** What keeps the answer about safeguarding from being whole, as in an application. */
function safeguardingProblems(input: ProfileInput, hasFile: boolean): Problem[] {
  const { safeguarding, safeguardingUrl, safeguardingNote } = input;
  if (safeguarding === 'policy' && !safeguardingUrl && !hasFile) return [{ field: 'policy', code: 'policy' }];
  if ((safeguarding === 'writing' || safeguarding === 'none') && !safeguardingNote)
    return [{ field: 'safeguardingNote', code: 'missing' }];
  return [];
}

/**
 * Changes what an organisation says of itself, and what the search and the directory show of it, at once. Ids that
 * nothing has are left out.
 * @throws NotFound, Forbidden; Invalid for a file that cannot be taken, for an answer about safeguarding that is not
 * whole, and `version: changed` where it was changed to something else since the form was opened
 */
export async function editProfile(
  ctx: Context,
  organisationId: number,
  input: ProfileInput,
  { logo, policy }: ProfileFiles = {}
): Promise<void> {
  // Read and drawn anew before anything is locked: that takes a while.
  const picture = logo && (await readLogo(logo));
  const document = policy && policy !== 'removed' ? await readPolicy(policy) : undefined;
  await inTransaction(ctx, async (ctx) => {
    const organisation = await ctx.db
      .selectFrom('organisation')
      .select(['allianceId', 'changedAt', 'logoFileId', 'safeguardingFileId'])
      .where('id', '=', organisationId)
      .where('status', '=', 'active')
      .forUpdate()
      .executeTakeFirst();
    if (!organisation) throw new NotFound('organisation');
    allow(canEditOrganisation(ctx.actor, { ...organisation, organisationId }));
    if (input.version !== versionOf(organisation)) {
      if (!(await isKept(ctx, organisationId, input))) throw new Invalid([{ field: 'version', code: 'changed' }]);
      // Sent again, because the answer was lost on the way; files may be others.
      if (!picture && !policy) return;
    }
    const keptId = policy ? null : organisation.safeguardingFileId;
    const problems = safeguardingProblems(input, document !== undefined || keptId !== null);
    if (problems.length > 0) throw new Invalid(problems);
    const { version: _, places, themes, ...fields } = input;
    const logoFileId = picture && (await storeFile(ctx, { ...picture, public: true }));
    const safeguardingFileId = document ? await storeFile(ctx, document) : keptId;
    await ctx.db
      .updateTable('organisation')
      .set({ ...fields, safeguardingFileId, changedAt: ctx.now, ...(logoFileId ? { logoFileId } : {}) })
      .where('id', '=', organisationId)
      .execute();
    if (logoFileId) await takeDown(ctx, organisation.logoFileId);
    if (policy) await takeDown(ctx, organisation.safeguardingFileId);
    await setParts(ctx, organisationId, places, themes);
    await makeOrganisationFindable(ctx, organisationId);
    const subject = { kind: 'organisation', id: organisationId, allianceId: organisation.allianceId };
    await record(ctx, 'organisation.edited', subject);
    if (Object.values(await stepsDone(ctx, organisationId)).every(Boolean))
      await closeTasks(ctx, subject, { kind: 'organisation.first-steps' });
  });
}

/** Whether the entry says already what was sent. */
async function isKept(ctx: Context, organisationId: number, input: ProfileInput): Promise<boolean> {
  const profile = await getProfile(ctx, organisationId);
  const sorted = (ids: number[]) => ids.toSorted((a, b) => a - b);
  const kept = { ...profile, places: sorted(profile.places), themes: sorted(profile.themes) };
  // The version is what differs.
  const sent = { ...input, version: kept.version, places: sorted(input.places), themes: sorted(input.themes) };
  return isDeepStrictEqual({ ...kept, ...sent }, kept);
}

/** A file that was replaced is nobody's to see any more, unless an application or another record came with it. */
async function takeDown(ctx: Context, id: number | null): Promise<void> {
  if (id === null) return;
  await ctx.db.updateTable('file').set({ public: false }).where('id', '=', id).execute();
  await removeUnused(ctx, [id]);
}

async function setParts(ctx: Context, organisationId: number, places: number[], themes: number[]): Promise<void> {
  const known = await ctx.db
    .selectFrom('place')
    .select('id')
    .where('kind', '=', 'country')
    .where('id', 'in', [0, ...places])
    .execute();
  const knownThemes = new Set((await listThemes(ctx)).map(({ id }) => id));
  await ctx.db.deleteFrom('organisationPlace').where('organisationId', '=', organisationId).execute();
  await ctx.db.deleteFrom('organisationTheme').where('organisationId', '=', organisationId).execute();
  const ofPlaces = known.map(({ id }) => ({ organisationId, placeId: id }));
  const ofThemes = themes.filter((id) => knownThemes.has(id)).map((themeId) => ({ organisationId, themeId }));
  if (ofPlaces.length > 0) await ctx.db.insertInto('organisationPlace').values(ofPlaces).execute();
  if (ofThemes.length > 0) await ctx.db.insertInto('organisationTheme').values(ofThemes).execute();
}

/** The first things that a new member does, each with whether the record shows that it is done. */
export async function stepsDone(ctx: Context, organisationId: number) {
  const of = await ctx.db
    .selectFrom('organisation as o')
    .select(['o.summary', 'o.website', 'o.does', 'o.logoFileId'])
    .select((eb) => [
      eb
        .exists(eb.selectFrom('organisationPlace').select('placeId').whereRef('organisationId', '=', 'o.id'))
        .as('hasPlaces'),
      eb
        .exists(eb.selectFrom('organisationTheme').select('themeId').whereRef('organisationId', '=', 'o.id'))
        .as('hasThemes')
    ])
    .where('o.id', '=', organisationId)
    .executeTakeFirstOrThrow();
  return {
    profile: Boolean(of.summary && of.website),
    logo: of.logoFileId !== null,
    places: Boolean(of.hasPlaces && of.hasThemes),
    introduction: Boolean(of.does)
  };
}

/** The first steps while they wait for somebody; undefined once all are done or they were taken off the list. */
export async function findFirstSteps(ctx: Context, organisationId: number) {
  const open = await ctx.db
    .selectFrom('task')
    .select('id')
    .where('kind', '=', 'organisation.first-steps')
    .where('subjectKind', '=', 'organisation')
    .where('subjectId', '=', organisationId)
    .where('doneAt', 'is', null)
    .executeTakeFirst();
  return open && stepsDone(ctx, organisationId);
}

/** Takes the first steps off everybody's list, done or not. @throws NotFound, Forbidden */
export async function dismissFirstSteps(ctx: Context, organisationId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { allianceId } = await getProfile(ctx, organisationId);
    allow(canEditOrganisation(ctx.actor, { allianceId, organisationId }));
    await closeTasks(ctx, { kind: 'organisation', id: organisationId }, { kind: 'organisation.first-steps' });
  });
}
