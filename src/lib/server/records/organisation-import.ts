import { sql } from 'kysely';
import { watchFocalPoints } from '../people/focal-points.ts';
import type { Context } from '../platform/context.ts';
import { allow, Conflict, Invalid, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { personOf, reachOf, secretariat } from '../platform/roles.ts';
import { guessMapping, type Mapping } from './import-columns.ts';
import type { Made } from './import-writing.ts';
import { writeRows } from './import-writing.ts';
import { planRows, type PlannedRow } from './import-plan.ts';
import { canImport } from '../membership/policy.ts';
import { readSpreadsheet, type Spreadsheet } from './spreadsheet.ts';

/** What is done with a line that looks like a record that is there. */
export type OnKnown = 'skip' | 'fill';
/** What the organisations become: records that only the desk sees, or members of the alliance. */
export type Becomes = 'known' | 'member';

export interface ImportData extends Spreadsheet {
  mapping: Mapping;
  onKnown: OnKnown;
  becomes: Becomes;
  made?: Made;
  undone?: { organisations: number; people: number; kept: string[] };
}

/** Days for which the lines of a spreadsheet are kept. */
export const importDays = 90;

/** Takes a spreadsheet in: nothing is made of it yet. @throws Forbidden, Invalid for a file that cannot be read */
export async function startImport(
  ctx: Context,
  allianceId: number,
  file: { name: string; bytes: Uint8Array }
): Promise<number> {
  allow(canImport(ctx.actor, { allianceId }));
  const sheet = readSpreadsheet(file.bytes);
  const data: ImportData = { ...sheet, mapping: guessMapping(sheet.heads), onKnown: 'skip', becomes: 'known' };
  const { id } = await ctx.db
    .insertInto('import')
    .values({
      allianceId,
      personId: personOf(ctx.actor) ?? 0,
      name: file.name.slice(0, 200),
      data: JSON.stringify(data),
      createdAt: ctx.now
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

const imports = (ctx: Context) =>
  ctx.db.selectFrom('import').where('allianceId', 'in', [...reachOf(ctx.actor, secretariat), 0]);

/** An import of an alliance whose secretariat the actor belongs to. @throws NotFound */
export async function getImport(ctx: Context, id: number) {
  const row = await imports(ctx).selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new NotFound('import');
  return { ...row, data: row.data as unknown as ImportData };
}

/** The imports of the alliances in reach, the newest first, without their lines. */
export async function listImports(ctx: Context) {
  return imports(ctx)
    .select(['id', 'name', 'createdAt', 'doneAt', 'undoneAt'])
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
}

async function lockImport(ctx: Context, id: number) {
  const row = await imports(ctx).selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw new NotFound('import');
  allow(canImport(ctx.actor, row));
  return { ...row, data: row.data as unknown as ImportData };
}

const keep = (ctx: Context, id: number, data: ImportData, more: { doneAt?: Date; undoneAt?: Date } = {}) =>
  ctx.db
    .updateTable('import')
    .set({ data: JSON.stringify(data), ...more })
    .where('id', '=', id)
    .execute();

/** Says what the columns mean. @throws NotFound, Forbidden; Invalid without a name; Conflict `import-done` */
export async function mapImport(
  ctx: Context,
  id: number,
  choice: Pick<ImportData, 'mapping' | 'onKnown' | 'becomes'>
): Promise<void> {
  if (!choice.mapping.includes('name')) throw new Invalid([{ field: 'column-0', code: 'no-name-column' }]);
  await inTransaction(ctx, async (ctx) => {
    const { data, doneAt } = await lockImport(ctx, id);
    if (doneAt) throw new Conflict('import-done');
    const mapping = data.heads.map((_, i) => choice.mapping[i] ?? null);
    await keep(ctx, id, { ...data, ...choice, mapping });
  });
}

/** What each line will become: to be looked through before anything is made. */
export const planImport = (
  ctx: Context,
  { rows, mapping }: Pick<ImportData, 'rows' | 'mapping'>
): Promise<PlannedRow[]> => planRows(ctx, rows, mapping);

/**
 * Makes the records, in one transaction. Lines with a problem are left out when `despite` says so; otherwise one of
 * them stops all. No mail is sent: contacts are people without an account until somebody invites them.
 * @throws NotFound, Forbidden; Invalid `has-problems`, Conflict `import-done`
 */
export async function runImport(ctx: Context, id: number, despite: boolean): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { data, doneAt, allianceId } = await lockImport(ctx, id);
    if (doneAt) throw new Conflict('import-done');
    const rows = await planRows(ctx, data.rows, data.mapping);
    if (!despite && rows.some(({ problems }) => problems.length > 0))
      throw new Invalid([{ field: 'despite', code: 'has-problems' }]);
    const made = await writeRows(ctx, allianceId, rows, data);
    await endWaiting(ctx, made.roles);
    await keep(ctx, id, { ...data, made }, { doneAt: ctx.now });
    await record(ctx, 'import.done', { kind: 'import', id, allianceId }, made.counts);
  });
}

/** Organisations that waited for a focal point have one now. */
async function endWaiting(ctx: Context, roles: number[]): Promise<void> {
  const { rows } = await sql<{ id: number }>`select distinct t.subject_id as id from task t
    join person_role r on r.organisation_id = t.subject_id and r.id = any(${roles}::int[])
    where t.kind = 'organisation.without-focal-point' and t.done_at is null`.execute(ctx.db);
  for (const { id } of rows) await watchFocalPoints(ctx, id);
}

/** Deletes imports, with the lines that they held, 90 days after they were begun. @returns how many */
export async function forgetImports(ctx: Context): Promise<number> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('import')
    .where('createdAt', '<', new Date(ctx.now.getTime() - importDays * 86_400_000))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
