import { raiseConcern, sendMessage } from './contact/contact.ts';
import { saveChecks, askForMore } from './joining/screening.ts';
import { beginApplication, confirmAddress, sendApplication, withdrawApplication } from './joining/applications.ts';
import { applicationSteps, type StepValues } from './joining/application-input.ts';
import { saveStep } from './joining/application-steps.ts';
import { applicationToken } from './joining/application-tokens.ts';
import { charterInForce, proposeFirstCharter } from './joining/charters.ts';
import { openDecision } from './joining/deciding/decisions.ts';
import { leaveAlliance } from './membership/year/leaving.ts';
import { addOrganisation } from './membership/organisations.ts';
import { declareFree, recuse, sayInDecision } from './joining/deciding/saying.ts';
import { runMembershipYear } from './membership/year/year.ts';
import { actorOf } from './people/actors.ts';
import { giveRole, personAt } from './people/people.ts';
import type { Context } from './platform/context.ts';
import { slugify } from './platform/text.ts';
import { getCountry } from './platform/places/places.ts';
import type { Role } from './platform/roles.ts';
import { themesBySlug } from './platform/themes/themes.ts';
import type { Locale } from '#lib/locale.ts';

/** Somebody made up. */
interface DemoPerson {
  name: string;
  email: string;
  locale: Locale;
}

/** What `starter/demo.json` holds: people in every role, members and applications in every state, all made up. */
export interface Demo {
  people: (DemoPerson & { roles: { role: Role; on: string }[] })[];
  members: {
    slug: string;
    name: string;
    kind: string;
    country: string;
    city: string;
    themes: string[];
    summary: string;
    focal: DemoPerson;
    signatory?: DemoPerson;
    sinceDays: number;
    /** `asked`, `unconfirmed` and `overdue` follow from `sinceDays`; the others are brought about. */
    state: 'confirmed' | 'asked' | 'unconfirmed' | 'overdue' | 'left';
  }[];
  applications: { name: string; focal: string; kind: string; country: string; theme: string; state: string }[];
  messages: { name: string; email: string; topic: 'membership' | 'knowledge'; text: string }[];
  concern: { text: string; place: string; urgent: boolean };
}

const daysAgo = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() - days * 86_400_000)
});

/**
 * Adds made-up people and their work to an instance that is for trying, through the verbs that real people would use,
 * with the clock set back. @returns how many things were added
 */
export async function addDemo(ctx: Context, demo: Demo): Promise<number> {
  const alliances = await ctx.db
    .selectFrom('alliance as a')
    .leftJoin('place as p', 'p.id', 'a.placeId')
    .select(['a.id', 'a.level', 'a.name', 'p.countryCode'])
    .execute();
  const global = alliances.find(({ level }) => level === 'global')!;
  const idOf = (on: string) => (on === 'global' ? global : alliances.find((a) => a.countryCode === on))?.id;
  const people = new Map<Role, number[]>();
  const past = daysAgo(ctx, 900);
  for (const { roles, ...person } of demo.people) {
    const id = await addPerson(past, person);
    for (const { role, on } of roles) {
      const allianceId = idOf(on);
      if (allianceId === undefined) continue;
      await giveRole(past, id, role, { allianceId });
      if (on === 'global') people.set(role, [...(people.get(role) ?? []), id]);
    }
  }
  const as = async (role: Role, days: number, which = 0): Promise<Context> => {
    const then = daysAgo(ctx, days);
    const { actor } = await actorOf(then, people.get(role)![which]!, true);
    return { ...then, actor };
  };
  await proposeFirstCharter(past);
  await addMembers(ctx, global.id, demo.members);
  for (const application of demo.applications) await addApplication(ctx, global.id, application, as);
  const said = { id: global.id, name: Object.values(global.name)[0] ?? '' };
  const visitor: Context = { ...daysAgo(ctx, 1), actor: { kind: 'visitor' } };
  for (const message of demo.messages) await sendMessage(visitor, said, { ...message, showing: null });
  await raiseConcern(visitor, said, { ...demo.concern, about: null, contact: null, showing: null });
  return demo.people.length + demo.members.length + demo.applications.length + demo.messages.length + 1;
}

async function addPerson(ctx: Context, { name, email, locale }: DemoPerson): Promise<number> {
  const id = await personAt(ctx, { name, email, locale });
  await ctx.db.updateTable('person').set({ activatedAt: ctx.now }).where('id', '=', id).execute();
  return id;
}

async function addMembers(ctx: Context, allianceId: number, members: Demo['members']): Promise<void> {
  for (const { focal, signatory, sinceDays, state, ...organisation } of members) {
    const then = daysAgo(ctx, sinceDays);
    const organisationId = await addOrganisation(then, {
      ...organisation,
      allianceId,
      shortName: null,
      aliases: [],
      kindNote: null,
      countryConfirmed: true,
      website: null,
      note: null,
      memberships: [{ allianceId, role: 'member', firstSeen: null }],
      sources: []
    });
    const membership = await ctx.db
      .updateTable('membership')
      .set({ since: then.now.toISOString().slice(0, 10), confirmedAt: then.now })
      .where('organisationId', '=', organisationId)
      .returning('id')
      .executeTakeFirstOrThrow();
    const focalId = await addPerson(then, focal);
    await giveRole(then, focalId, 'focal-point', { organisationId });
    if (signatory) await giveRole(then, await addPerson(then, signatory), 'signatory', { organisationId });
    if (state !== 'left') continue;
    const { actor } = await actorOf(then, focalId, true);
    await leaveAlliance({ ...daysAgo(ctx, 30), actor }, membership.id, 'Made up: we work outside of cities now.');
  }
  // As the program does each day: who has not confirmed for a year is asked, reminded, and brought before the secretariat.
  for (let days = 200; days >= 0; days -= 5) await runMembershipYear(daysAgo(ctx, days));
}

type As = (role: Role, days: number, which?: number) => Promise<Context>;

async function addApplication(
  ctx: Context,
  allianceId: number,
  { name, focal, kind, country, theme, state }: Demo['applications'][number],
  as: As
): Promise<void> {
  const visitor: Context = { ...daysAgo(ctx, 12), actor: { kind: 'visitor' } };
  const word = (text: string) => slugify(text.split(' ')[0]!);
  // A host of its own: whoever shares one with the applicant is taken to have an interest in it.
  const focalEmail = `${word(focal)}@${word(name)}.demo.example`;
  const begun = await beginApplication(
    visitor,
    { id: allianceId },
    {
      name,
      website: '',
      focalName: focal,
      focalEmail,
      another: true,
      showing: null
    }
  );
  if (!('token' in begun)) throw new Error(`${name} was not begun`);
  const { token } = begun;
  const place = String((await getCountry(ctx, country)).id);
  const [ofTheme] = await themesBySlug(ctx, [theme]);
  const charter = await charterInForce(ctx, allianceId);
  const values: Partial<Record<(typeof applicationSteps)[number], StepValues>> = {
    organisation: { name, kind, kindNote: '', country: place, shortName: '', city: '', website: '' },
    countries: { places: [place] },
    themes: { themes: [String(ofTheme!.id)] },
    work: {
      does: 'Made up: we work with children in three districts, every week.',
      why: 'Made up: alone we are heard by nobody.',
      offers: 'Made up: a method that others can use, and time of two people.'
    },
    safeguarding: {
      safeguarding: 'policy',
      safeguardingUrl: 'https://policy.example/safeguarding',
      safeguardingNote: ''
    },
    people: { focalName: focal, focalEmail, focalTitle: 'Coordinator', same: 'yes' },
    charter: { charter: String(charter?.id ?? ''), accept: 'yes' }
  };
  const filled = state === 'draft' ? (['organisation', 'countries'] as const) : applicationSteps;
  for (const step of filled) await saveStep(visitor, token, step, values[step] ?? {});
  if (state === 'draft') return;
  const confirm = await applicationIdOf(ctx, name);
  if (state === 'unconfirmed') return void (await sendApplication(visitor, token));
  await confirmAddress(visitor, await applicationToken(visitor, 'application.confirm', confirm.id));
  await sendApplication(visitor, token);
  if (state === 'withdrawn')
    return void (await withdrawApplication(visitor, token, 'Made up: we join with a partner.'));
  await decide(confirm.reference, state, as);
}

async function applicationIdOf(ctx: Context, name: string) {
  return ctx.db
    .selectFrom('application')
    .select(['id', 'reference'])
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
}

/** From the secretariat's first look on, as far as the state says. */
async function decide(reference: string, state: string, as: As): Promise<void> {
  const officer = await as('officer', 9);
  if (state === 'screening') return;
  if (state === 'asked')
    return askForMore(officer, reference, {
      text: 'Made up: who is answerable for safeguarding with you?',
      showing: null
    });
  await saveChecks(officer, reference, []);
  const decision = await openDecision(officer, reference, {
    recommendation: state === 'declined' ? 'decline' : 'approve',
    paper: 'Made up: what the secretariat found, in a few sentences.',
    reason: state === 'declined' ? 'Made up: your work is not yet with children.' : 'Made up: your work fits well.',
    days: null
  });
  const members = [await as('steering-member', 7), await as('steering-member', 6, 1), await as('chair', 5)];
  const [recused, ...rest] = members as [Context, ...Context[]];
  await recuse(recused, decision, 'Made up: I sit on their board.');
  const saying = state === 'deciding' ? rest.slice(0, 1) : [...rest, await as('steering-member', 5, 2)];
  for (const member of saying) {
    await declareFree(member, decision);
    await sayInDecision(member, decision, { choice: 'yes', note: null });
  }
}
