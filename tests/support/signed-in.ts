/* People who are signed in already: a person with roles and a session, as rows. */
import { contextOver } from './context.ts';
import type { Database } from '../../src/lib/server/platform/db/db.ts';
import type { Role } from '../../src/lib/server/platform/roles.ts';
import { hashToken, newToken } from '../../src/lib/server/people/access/sessions.ts';
import { giveRole, personAt, type On } from '../../src/lib/server/people/people.ts';

export interface SomebodySignedIn {
  personId: number;
  /** The token of the session, for `page.context().addCookies` under the name `session`. */
  token: string;
  /** The value of the header `cookie`, good over http. */
  cookie: string;
}

let people = 0;

/**
 * Adds a person with these roles, or gives them to whoever has the address, and begins a session for them: with a
 * second factor unless `secondFactor` is false, and at the clock's own time, as the running program reads it.
 */
export async function signIn(
  db: Database,
  {
    name = 'Amina Otieno',
    email = `person-${process.pid}-${++people}@people.example`,
    locale = 'en',
    roles = [],
    secondFactor = true,
    now = new Date()
  }: {
    name?: string;
    email?: string;
    locale?: string;
    roles?: { role: Role; on: On }[];
    secondFactor?: boolean;
    now?: Date;
  } = {}
): Promise<SomebodySignedIn> {
  const ctx = contextOver(db, { actor: { kind: 'operator' }, now });
  const personId = await personAt(ctx, { name, email, locale });
  for (const { role, on } of roles) await giveRole(ctx, personId, role, on);
  await db.updateTable('person').set({ activatedAt: now }).where('id', '=', personId).execute();
  const token = newToken();
  const session = {
    tokenHash: hashToken(token),
    personId,
    method: 'link',
    secondFactorAt: secondFactor ? now : null,
    device: 'test',
    createdAt: now,
    seenAt: now,
    expiresAt: new Date(now.getTime() + 90 * 86_400_000)
  };
  await db.insertInto('session').values(session).execute();
  return { personId, token, cookie: `session=${token}` };
}
