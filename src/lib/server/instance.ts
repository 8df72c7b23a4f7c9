import { randomBytes } from 'node:crypto';
import type { Database } from './platform/db/db.ts';

/** The key of this instance's signed links: made at the first start, then always the same. */
export async function instanceSecret(db: Database): Promise<Buffer> {
  const made = JSON.stringify(randomBytes(32).toString('base64url'));
  await db
    .insertInto('setting')
    .values({ name: 'secret', value: made })
    .onConflict((c) => c.doNothing())
    .execute();
  const { value } = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', 'secret')
    .executeTakeFirstOrThrow();
  return Buffer.from(value as string, 'base64url');
}
