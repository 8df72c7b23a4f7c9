import type { RequestEvent } from '@sveltejs/kit';

type Event = Pick<RequestEvent, 'cookies' | 'url'>;

const nameOf = (kind: string, { url }: Pick<Event, 'url'>): string =>
  url.protocol === 'https:' ? `__Host-step-${kind}` : `step-${kind}`;

/*
 * Lax, not strict: a browser that comes back from an outside provider brings it along, and a script of another site
 * does not.
 */
const options = ({ url }: Pick<Event, 'url'>) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' }) as const;

/** Gives the browser the token of something that it has begun (people/steps.ts), for as long as that lasts. */
export function carryStep(event: Event, kind: string, token: string, minutes: number): void {
  event.cookies.set(nameOf(kind, event), token, { ...options(event), maxAge: minutes * 60 });
}

/** Takes the token back from the browser: a step is ended once. */
export function takeStepToken(event: Event, kind: string): string | undefined {
  const token = event.cookies.get(nameOf(kind, event));
  if (token !== undefined) event.cookies.delete(nameOf(kind, event), options(event));
  return token;
}
