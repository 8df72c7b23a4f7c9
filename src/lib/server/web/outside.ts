import { OutsideProvider, ProviderAway, RoundRefused, type Claims, type Round } from '../platform/outside-provider.ts';
import { currentApp } from './app.ts';

let provider: OutsideProvider | undefined;

/** The provider that people may sign in with; undefined where the operator names none. */
function outsideProvider(): OutsideProvider | undefined {
  const settings = currentApp().config.outside;
  return settings && (provider ??= new OutsideProvider(settings));
}

/** What its button says; undefined without. */
export const outsideName = (): string | undefined => currentApp().config.outside?.name;

type Refused<R extends string> = { refused: R };

/** Begins a round by the provider, from which it leads back to the given address. */
export async function beginRound(back: string): Promise<{ url: URL; round: Round } | Refused<'away'>> {
  try {
    return await outsideProvider()!.begin(back);
  } catch (error) {
    if (!(error instanceof ProviderAway)) throw error;
    currentApp().log.warn({ err: error.cause }, 'the outside provider does not answer');
    return { refused: 'away' };
  }
}

/** Ends a round: who came back to this address. */
export async function endRound(address: URL, round: Round): Promise<Claims | Refused<'away' | 'failed'>> {
  try {
    return await outsideProvider()!.end(address, round);
  } catch (error) {
    if (!(error instanceof ProviderAway || error instanceof RoundRefused)) throw error;
    currentApp().log.warn({ err: error.cause }, 'a sign-in from outside was not taken');
    return { refused: error instanceof ProviderAway ? 'away' : 'failed' };
  }
}
