import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
import { allow, NotFound } from '../platform/errors.ts';
import { inTransaction, record } from '../platform/journal.ts';
import { personOf, reachOf, secretariat } from '../platform/roles.ts';
import { withdrewFrom } from '../people/recusal.ts';
import { hasArrived } from '../joining/sight.ts';
import { organisationInReach, recordReach } from '../membership/reach.ts';
import { personInReach } from '../people/queries.ts';
import { canDeleteNote, canWriteNote } from './policy.ts';

/** What people of the desk write notes about. */
export const noteSubjects = ['organisation', 'person', 'application'] as const;
export type NoteSubject = (typeof noteSubjects)[number];
export interface About {
  kind: NoteSubject;
  id: number;
}

/** Hours in which whoever wrote a note may take it back. */
export const noteHours = 24;

/**
 * The alliance in whose business the actor writes about a subject: the subject's own where it is in reach, otherwise
 * the one through which the actor sees it. @throws NotFound for what the actor does not see
 */
export async function allianceAbout(ctx: Context, { kind, id }: About): Promise<number> {
  const reach = recordReach(ctx.actor);
  const among = sql`any(${reach}::int[])`;
  const found = {
    organisation: sql<{ allianceId: number }>`select coalesce(case when o.alliance_id = ${among} then o.alliance_id end,
        (select min(m.alliance_id) from membership m where m.organisation_id = o.id and m.alliance_id = ${among})) as alliance_id
      from organisation o where o.id = ${id} and ${organisationInReach(reach)}`,
    person: sql<{ allianceId: number }>`select coalesce(
        (select min(a) from person_role r left join organisation o on o.id = r.organisation_id
          cross join lateral (select r.alliance_id union select o.alliance_id
            union select m.alliance_id from membership m where m.organisation_id = o.id) as x(a)
          where r.person_id = p.id and a = ${among}),
        (select min(a.id) from alliance a where a.parent_id is null)) as alliance_id
      from person p where p.id = ${id} and p.erased_at is null and ${personInReach(ctx)}`,
    application: sql<{ allianceId: number }>`select a.alliance_id from application a
      where a.id = ${id} and a.alliance_id = any(${reachOf(ctx.actor, secretariat)}::int[])
        and ${hasArrived} and not ${withdrewFrom(ctx.actor, sql`'application'`, sql`a.id`)}`
  }[kind];
  const { rows } = await found.execute(ctx.db);
  if (!rows[0]) throw new NotFound(kind);
  return rows[0].allianceId;
}

/** Writes a note. @throws NotFound for a subject that the actor does not see, Forbidden */
export async function addNote(ctx: Context, about: About, text: string): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const allianceId = await allianceAbout(ctx, about);
    const personId = personOf(ctx.actor);
    allow(canWriteNote(ctx.actor, { allianceId }) && personId !== null);
    const { id } = await ctx.db
      .insertInto('note')
      .values({ subjectKind: about.kind, subjectId: about.id, allianceId, personId, text, at: ctx.now })
      .returning('id')
      .executeTakeFirstOrThrow();
    await record(ctx, 'note.added', { kind: 'note', id, allianceId }, around(about));
    return id;
  });
}

/** Takes back a note of one's own within a day. @throws NotFound for one that the actor does not see, Forbidden */
export async function deleteNote(ctx: Context, about: About, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const note = await ctx.db
      .selectFrom('note')
      .select(['personId', 'at', 'allianceId'])
      .where('id', '=', id)
      .where('subjectKind', '=', about.kind)
      .where('subjectId', '=', about.id)
      .where('allianceId', 'in', [...recordReach(ctx.actor), 0])
      .forUpdate()
      .executeTakeFirst();
    if (!note) throw new NotFound('note');
    allow(canDeleteNote(ctx.actor, note) && isFresh(ctx, note.at));
    await ctx.db.deleteFrom('note').where('id', '=', id).execute();
    await record(ctx, 'note.deleted', { kind: 'note', id, allianceId: note.allianceId }, around(about));
  });
}

const isFresh = (ctx: Context, at: Date) => ctx.now.getTime() - at.getTime() < noteHours * 3_600_000;

/** Lets what happened to the note be found from what it is about. */
const around = ({ kind, id }: About) => ({ [`${kind}Id`]: id });

/** The notes about a subject that the actor may see, newest first: those of the alliances in reach. One statement. */
export async function listNotes(ctx: Context, { kind, id }: About) {
  const rows = await ctx.db
    .selectFrom('note as n')
    .innerJoin('person as p', 'p.id', 'n.personId')
    .select(['n.id', 'n.text', 'n.at', 'n.personId', 'n.allianceId', 'p.name as by'])
    .where('n.subjectKind', '=', kind)
    .where('n.subjectId', '=', id)
    .where('n.allianceId', 'in', [...recordReach(ctx.actor), 0])
    .orderBy('n.id', 'desc')
    .limit(200)
    .execute();
  return rows.map(({ personId, allianceId, ...note }) => ({
    ...note,
    canDelete: canDeleteNote(ctx.actor, { personId, allianceId }) && isFresh(ctx, note.at)
  }));
}
