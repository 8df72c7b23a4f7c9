/* An OpenID Connect provider on loopback, and a browser that follows where it leads. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
// @ts-expect-error It comes without types.
import Provider from 'oidc-provider';

export interface Somebody {
  sub: string;
  email: string;
  email_verified: boolean;
}

export interface Outside {
  issuer: string;
  /** Who signs in at the provider next. */
  current: Somebody;
  open: () => Promise<void>;
  close: () => Promise<void>;
}

/** A port that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A provider that knows one site, asks nobody anything, and is not open yet. */
export async function makeOutside(redirectUri: string): Promise<Outside> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const people = new Map<string, Somebody>();
  const outside = { issuer, current: { sub: 'nobody', email: 'nobody@outside.example', email_verified: true } };
  const provider = new Provider(issuer, {
    clients: [
      { client_id: 'site', client_secret: 's3cret', redirect_uris: [redirectUri], grant_types: ['authorization_code'] }
    ],
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    cookies: { keys: ['test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => people.get(id) }),
    loadExistingGrant: async (ctx: any) => {
      const grant = new provider.Grant({ clientId: 'site', accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    }
  });
  const handle = provider.callback();
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith('/interaction/')) return void handle(request, response);
    people.set(outside.current.sub, { ...outside.current });
    void provider.interactionFinished(request, response, { login: { accountId: outside.current.sub } });
  };
  let server: Server | undefined;
  return Object.assign(outside, {
    open: () =>
      new Promise<void>((resolve) => {
        server = createServer(answer).listen(port, '127.0.0.1', resolve);
      }),
    close: async () => {
      server?.closeAllConnections();
      await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    }
  });
}

/** A browser that keeps cookies by host and is stepped through redirects. */
export class Wanderer {
  readonly #jars = new Map<string, Map<string, string>>();

  cookies(origin: string): Map<string, string> {
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }

  /** One request, no redirect followed. */
  async step(url: string): Promise<{ status: number; location: string | null; text: string }> {
    const jar = this.cookies(new URL(url).origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html', cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970|max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    return {
      status: response.status,
      location: location === null ? null : new URL(location, url).href,
      text: await response.text()
    };
  }

  /** Follows redirects from here until there is none, or one leads to where `until` begins. */
  async follow(url: string, until?: string): Promise<string> {
    for (let at = url; ;) {
      const { location } = await this.step(at);
      if (location === null) return at;
      if (until && location.startsWith(until)) return location;
      at = location;
    }
  }
}
