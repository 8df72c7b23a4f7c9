import * as client from 'openid-client';

/** An OpenID Connect provider that people may sign in with; see config.ts. */
export interface OutsideSettings {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  /** How people call it: on the button. */
  name: string;
}

/** What has to be known again when somebody comes back from the provider. */
export type Round = { state: string; nonce: string; verifier: string };

/** What an ID token, checked, says of who came back. */
export interface Claims {
  issuer: string;
  subject: string;
  email: string | undefined;
  emailVerified: boolean;
}

/** The provider cannot be reached, or answers what makes no sense. */
export class ProviderAway extends Error {
  override name = 'ProviderAway';
}

/** Somebody came back without what was asked for: cancelled, or with a state, code or token that is not ours. */
export class RoundRefused extends Error {
  override name = 'RoundRefused';
}

/** Minutes after which what the provider says of itself is read again. */
const keptMinutes = 60;
/** Seconds that the provider has for each of its answers. */
const patience = 8;

/**
 * A client of one provider (OpenID Connect Core 1.0, code flow with PKCE, RFC 7636). What the provider says of itself is
 * read at first use and kept for an hour; where that failed it is read again the next time.
 */
export class OutsideProvider {
  readonly settings: OutsideSettings;
  #known: Promise<client.Configuration> | undefined;
  #readAt = 0;

  constructor(settings: OutsideSettings) {
    this.settings = settings;
  }

  /** Where to send the browser, and what to keep until it is back. @throws ProviderAway */
  async begin(redirectUri: string): Promise<{ url: URL; round: Round }> {
    const configuration = await this.#configuration();
    const round: Round = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier()
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid email',
      state: round.state,
      nonce: round.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(round.verifier),
      code_challenge_method: 'S256'
    });
    return { url, round };
  }

  /** Who came back to this address. @throws RoundRefused, ProviderAway */
  async end(address: URL, round: Round): Promise<Claims> {
    const configuration = await this.#configuration();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, address, {
        expectedState: round.state,
        expectedNonce: round.nonce,
        pkceCodeVerifier: round.verifier,
        idTokenExpected: true
      });
      const token = tokens.claims()!;
      // Providers may keep the address to the userinfo endpoint (section 5.4).
      const said =
        token.email === undefined && configuration.serverMetadata().userinfo_endpoint
          ? await client.fetchUserInfo(configuration, tokens.access_token, token.sub)
          : token;
      return {
        issuer: token.iss,
        subject: token.sub,
        email: typeof said.email === 'string' ? said.email : undefined,
        emailVerified: said.email_verified === true
      };
    } catch (error) {
      throw isAway(error)
        ? new ProviderAway('no answer', { cause: error })
        : new RoundRefused('refused', { cause: error });
    }
  }

  #configuration(): Promise<client.Configuration> {
    if (this.#known && performance.now() - this.#readAt < keptMinutes * 60_000) return this.#known;
    const { issuer, clientId, clientSecret } = this.settings;
    const execute = issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [];
    const known = client.discovery(issuer, clientId, undefined, client.ClientSecretBasic(clientSecret), {
      execute,
      timeout: patience
    });
    const checked = known.catch((error: unknown) => {
      this.#known = undefined;
      throw new ProviderAway('no discovery', { cause: error });
    });
    this.#known = checked;
    this.#readAt = performance.now();
    return checked;
  }
}

/** No connection, no answer in time, or an error of the provider's own. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, cause } = error as { code?: string; cause?: unknown };
  if (code === 'OAUTH_TIMEOUT' || (error instanceof TypeError && error.message === 'fetch failed')) return true;
  if (cause instanceof Response) return cause.status >= 500;
  return cause instanceof TypeError && cause.message === 'fetch failed';
}
