import { OutsideProvider } from '../platform/outside-provider.ts';
import { currentApp } from './app.ts';

let provider: OutsideProvider | undefined;

/** The provider that people may sign in with; undefined where the operator names none. */
export function outsideProvider(): OutsideProvider | undefined {
  const settings = currentApp().config.outside;
  return settings && (provider ??= new OutsideProvider(settings));
}

/** What its button says; undefined without. */
export const outsideName = (): string | undefined => currentApp().config.outside?.name;
