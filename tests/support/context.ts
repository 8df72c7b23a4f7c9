import type { Context } from '../../src/lib/server/platform/context.ts';
import { Kept } from '../../src/lib/server/platform/kept.ts';
import type { Database } from '../../src/lib/server/platform/db/db.ts';

/** The moment at which tests take place, unless they move it. */
export const testNow = new Date('2026-11-01T09:00:00Z');

/** A context over a test database, with whatever the test sets itself. */
export function contextOver(
  db: Database,
  changes: Omit<Partial<Context>, 'instance'> & { instance?: Partial<Context['instance']> } = {}
): Context {
  const { instance, ...rest } = changes;
  return {
    db,
    actor: { kind: 'visitor' },
    locale: 'en',
    now: testNow,
    ...rest,
    instance: {
      origin: 'https://alliance.example',
      secret: Buffer.alloc(32, 7),
      secretariatEmail: 'secretariat@alliance.example',
      safeguardingEmail: 'safe@alliance.example',
      files: { folder: '/nonexistent', maxBytes: 1_000_000 },
      kept: new Kept(),
      forget: () => {},
      ...instance
    }
  };
}
