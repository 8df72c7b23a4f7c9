import type { Config } from '../platform/config.ts';
import type { Instance } from '../platform/context.ts';
import type { Database } from '../platform/db/db.ts';
import type { Log } from '../platform/log.ts';
import type { Painter } from '../platform/painting/painter.ts';

/** What the running program hands to its pages. */
export interface App {
  readonly config: Config;
  readonly db: Database;
  readonly log: Log;
  readonly instance: Omit<Instance, 'origin'>;
  /** Paints a card or an icon, outside of this process. */
  readonly paint: Painter['paint'];
}

/*
 * The front and the pages are two module graphs in one process: the front runs from source, the pages from the
 * build. This is the only thing that passes between them, and hooks.server.ts is its only reader.
 */
const key = Symbol.for('cities4children.app');
type Holder = { [key]?: App };

/** Called once by the front, before it serves. */
export function provideApp(app: App): void {
  (globalThis as Holder)[key] = app;
}

/** The running program. @throws when a page is rendered outside of one */
export function currentApp(): App {
  const app = (globalThis as Holder)[key];
  if (!app) throw new Error('The pages are served by server/main.ts, which was not started.');
  return app;
}

/** Whether mail goes out. Without a mail server it waits in the outbox, and pages must not promise it. */
export const canSendMail = (): boolean => currentApp().config.mailUrl !== undefined;

/** Whether the safeguarding lead is told of a concern at once. */
export const isAlerted = (instance: Instance): boolean => instance.safeguardingEmail !== undefined && canSendMail();
