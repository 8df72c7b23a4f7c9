import type { Actions } from '@sveltejs/kit';
import type { Saying } from '#lib/sayings.ts';
import { listUndoable } from '#lib/server/desk/organisation-record.ts';
import { addNote, deleteNote, listNotes } from '#lib/server/desk/notes.ts';
import { factsAPage, personTimeline } from '#lib/server/desk/timeline.ts';
import { listRoleChoices } from '#lib/server/people/choices.ts';
import { listAlikePeople } from '#lib/server/people/alike.ts';
import { erasePerson } from '#lib/server/people/erasure.ts';
import { roleInput } from '#lib/server/people/record-input.ts';
import { hasSecondFactor, resetSecondFactor } from '#lib/server/people/access/factor-reset.ts';
import { inviteAgain } from '#lib/server/people/inviting.ts';
import { findKeptPerson, mayMergePeople, undoPersonMerge } from '#lib/server/people/merging.ts';
import { endRole, giveRole } from '#lib/server/people/people.ts';
import { mayWithPerson, placesOf } from '#lib/server/people/places.ts';
import { canErasePerson, canGiveRole, canResetSecondFactor, canSuspendPerson } from '#lib/server/people/policy.ts';
import { getPerson, listRolesOf } from '#lib/server/people/queries.ts';
import { readmitPerson, suspendPerson } from '#lib/server/people/suspension.ts';
import { recordAction, requiredText } from '#lib/server/web/desk-action.ts';
import { parseForm, readForm } from '#lib/server/web/form.ts';
import { onlyFor, readId } from '#lib/server/web/params.ts';
import { needSame, refuseKindly } from '#lib/server/web/refusals.ts';
import { goTo } from '#lib/server/web/said.ts';
import { requireSession } from '#lib/server/web/session.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { person: own } = requireSession(event);
  const { ctx } = event.locals;
  const person = await getPerson(ctx, readId(event.params.id));
  const before = event.url.searchParams.get('before') ?? '';
  const from = /^\d{1,15}$/.test(before) ? Number(before) : undefined;
  const merge = await mayMergePeople(ctx, [person.id]);
  const [notes, facts, roles, choices, stands, hasFactor, kept, alike, merges] = await Promise.all([
    listNotes(ctx, { kind: 'person', id: person.id }),
    personTimeline(ctx, person.id, from),
    listRolesOf(ctx, person.id),
    listRoleChoices(ctx),
    placesOf(ctx, person.id),
    hasSecondFactor(ctx, person.id),
    findKeptPerson(ctx, person.id),
    merge && !person.suspendedAt ? listAlikePeople(ctx, person) : [],
    merge ? listUndoable(ctx, 'person', person.id) : []
  ]);
  const shown = facts.slice(0, factsAPage);
  return {
    person,
    kept,
    alike,
    merges,
    notes,
    facts: shown,
    earlier: facts.length > factsAPage ? shown.at(-1)!.id : null,
    choices,
    roles: roles.map((role) => ({
      ...role,
      canEnd:
        role.endedAt === null &&
        canGiveRole(ctx.actor, role.role, {
          allianceId: role.allianceId ?? role.organisationAllianceId,
          organisationId: role.organisationId
        })
    })),
    can: {
      merge: merge && !person.suspendedAt,
      suspend: !kept && stands.places.every((where) => canSuspendPerson(ctx.actor, where)),
      erase: mayWithPerson(ctx, stands, canErasePerson),
      reset: hasFactor && person.id !== own.id && mayWithPerson(ctx, stands, canResetSecondFactor)
    }
  };
};

/** An action on the person of the address, whom the actor must be able to see. */
const act =
  (
    work: (ctx: App.Locals['ctx'], id: number, values: Record<string, string | string[]>) => Promise<void>,
    said: Saying = 'done',
    to?: string
  ) =>
  async (event: Parameters<NonNullable<Actions[string]>>[0]) => {
    requireSession(event);
    const { ctx } = event.locals;
    const values = await readForm(event.request);
    const { id } = await getPerson(ctx, readId(event.params.id!));
    try {
      await work(ctx, id, values);
    } catch (error) {
      return refuseKindly(error, values);
    }
    goTo(ctx, to ?? `/desk/people/${id}`, said);
  };

const doing = (work: Parameters<typeof recordAction>[1], said: Saying) => recordAction('/desk/people', work, said);

export const actions: Actions = {
  note: doing(
    ({ locals }, id, values) => addNote(locals.ctx, { kind: 'person', id }, requiredText(values, 'text', 5000)),
    'saved'
  ),
  'delete-note': doing(
    ({ locals }, id, { note }) => deleteNote(locals.ctx, { kind: 'person', id }, readId(String(note))),
    'deleted'
  ),
  undo: doing(async ({ locals: { ctx } }, id, { merge }) => {
    const number = readId(String(merge));
    await getPerson(ctx, id);
    onlyFor((await listUndoable(ctx, 'person', id)).some((each) => each.id === number));
    await undoPersonMerge(ctx, number);
  }, 'unmerged'),
  give: act(async (ctx, id, values) => {
    const { role, where } = parseForm(roleInput, values);
    await giveRole(ctx, id, role, where);
  }),
  end: act((ctx, _, { role }) => endRole(ctx, readId(String(role)))),
  invite: act(inviteAgain, 'invited'),
  suspend: act(suspendPerson),
  readmit: act(readmitPerson),
  'reset-factor': act(resetSecondFactor),
  erase: act(
    async (ctx, id, { confirm }) => {
      const { email } = await getPerson(ctx, id);
      needSame('confirm', confirm, email);
      await erasePerson(ctx, id);
    },
    'deleted',
    '/desk/people'
  )
};
