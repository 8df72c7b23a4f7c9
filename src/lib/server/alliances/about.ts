import type { Context } from '../platform/context.ts';
import type { Localised, Source } from '../platform/db/json.ts';
import { inTransaction, record } from '../platform/journal.ts';

/** What an alliance says of itself beyond its own fields; pages show it in the order of `position`, or of dates. */
interface Fact {
  allianceId: number;
  sources: Source[];
}

export interface NewMilestone extends Fact {
  /** ISO 8601 as far as it is known, and the last day of a span. */
  date: string;
  end: string | null;
  text: Localised;
  /** What is open about it. */
  note: Localised | null;
}

export interface NewMemberCount extends Fact {
  count: number;
  /** Whether it is exact, or how it is open: `exactly`, `more-than`, `at-least`. */
  qualifier: string;
  date: string | null;
  note: Localised | null;
}

export interface NewSteeringSeat extends Fact {
  organisationId: number;
  role: string;
  person: string | null;
  position: number;
}

export interface NewNamedPerson extends Fact {
  organisationId: number | null;
  name: string;
  role: Localised;
  position: number;
}

/** Adds a moment to the timeline. */
export async function addMilestone(ctx: Context, { end, ...milestone }: NewMilestone): Promise<void> {
  const { allianceId, date, text, note } = milestone;
  await adding(ctx, 'alliance.milestone-added', milestone, (ctx, sources) =>
    ctx.db
      .insertInto('milestone')
      .values({
        allianceId,
        date: end ? `${date}/${end}` : date,
        text: JSON.stringify(text),
        note: note ? JSON.stringify(note) : undefined,
        sources
      })
      .execute()
  );
}

/** Adds what a source says of the number of members; sources that disagree stand side by side. */
export async function addMemberCount(ctx: Context, count: NewMemberCount): Promise<void> {
  await adding(ctx, 'alliance.count-added', count, (ctx, sources) =>
    ctx.db
      .insertInto('memberCount')
      .values({ ...count, note: count.note ? JSON.stringify(count.note) : undefined, sources })
      .execute()
  );
}

/** Gives an organisation a seat in the steering committee. */
export async function addSteeringSeat(ctx: Context, seat: NewSteeringSeat): Promise<void> {
  await adding(ctx, 'alliance.seat-added', seat, (ctx, sources) =>
    ctx.db
      .insertInto('steeringSeat')
      .values({ ...seat, sources })
      .execute()
  );
}

/** Adds a person whom public sources name in a role. */
export async function addNamedPerson(ctx: Context, person: NewNamedPerson): Promise<void> {
  await adding(ctx, 'alliance.person-added', person, (ctx, sources) =>
    ctx.db
      .insertInto('namedPerson')
      .values({ ...person, role: JSON.stringify(person.role), sources })
      .execute()
  );
}

/** All of these stand on pages of the alliance, and are recorded as what happened to it. */
async function adding(
  ctx: Context,
  fact: `alliance.${string}`,
  { allianceId, sources }: Fact,
  insert: (ctx: Context, sources: string) => Promise<unknown>
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await insert(ctx, JSON.stringify(sources));
    await record(ctx, fact, { kind: 'alliance', id: allianceId, allianceId });
  });
}
