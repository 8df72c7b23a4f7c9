import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import * as v from 'valibot';
import { StartError } from './errors.ts';
import type { OutsideSettings } from './outside-provider.ts';

/*
 * Every setting comes from the environment and is optional. A setting that makes no sense stops the start with
 * one sentence: a typing error must not silently become a default. README.md has the same table for people.
 */

const wholeNumber = (name: string, from: number, to: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, `${name} must be a whole number.`),
    v.transform(Number),
    v.minValue(from, `${name} must be at least ${from}.`),
    v.maxValue(to, `${name} must be at most ${to}.`)
  );

const oneOf = <const T extends readonly string[]>(name: string, values: T) =>
  v.picklist(values, `${name} must be one of: ${values.join(', ')}.`);

const yesOrNo = (name: string) =>
  v.pipe(
    oneOf(name, ['1', 'true', 'yes', 'on', '0', 'false', 'no', 'off']),
    v.transform((value) => ['1', 'true', 'yes', 'on'].includes(value))
  );

const address = (name: string, schemes: string[]) =>
  v.pipe(
    v.string(),
    // `smtp:host` would be taken as well, and mean something else.
    v.check(
      (value) => URL.canParse(value) && schemes.some((scheme) => value.toLowerCase().startsWith(`${scheme}//`)),
      `${name} must be an address that begins with ${schemes.map((s) => `${s}//`).join(' or ')}.`
    )
  );

/** An IP address, or a range of them in CIDR notation. */
function isAddressRange(text: string): boolean {
  const [, address = '', bits = '0'] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));

/** What sign-in at an OpenID Connect provider needs: all of it, or none. */
const outsideNames = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME'] as const;

const emailAddress = (name: string) => v.pipe(v.string(), v.email(`${name} must be an e-mail address.`));

const settings = v.object({
  PORT: v.optional(wholeNumber('PORT', 0, 65535), '3000'),
  HOST: v.optional(
    v.pipe(v.string(), v.regex(/^[\w.:-]+$/, 'HOST must be an IP address or a host name.')),
    '127.0.0.1'
  ),
  DATA_DIR: v.optional(v.string(), 'data'),
  DATABASE_URL: v.optional(address('DATABASE_URL', ['postgres:', 'postgresql:'])),
  DATABASE_POOL: v.optional(wholeNumber('DATABASE_POOL', 2, 100), '8'),
  PUBLIC_URL: v.optional(
    v.pipe(
      address('PUBLIC_URL', ['http:', 'https:']),
      v.transform((value) => new URL(value)),
      v.check((url) => url.pathname === '/' && !url.search && !url.hash, 'PUBLIC_URL must have no path.')
    )
  ),
  TRUST_PROXY: v.optional(
    v.pipe(
      v.string(),
      v.transform((value): number | string[] =>
        /^\d{1,2}$/.test(value) ? Number(value) : value.split(',').map((part) => part.trim())
      ),
      v.check(
        (value) => typeof value === 'number' || value.every(isAddressRange),
        'TRUST_PROXY must be a number of proxies or a list of addresses.'
      )
    )
  ),
  MAIL_URL: v.optional(address('MAIL_URL', ['smtp:', 'smtps:'])),
  MAIL_FROM: v.optional(emailAddress('MAIL_FROM')),
  SECRETARIAT_EMAIL: v.optional(emailAddress('SECRETARIAT_EMAIL')),
  SAFEGUARDING_EMAIL: v.optional(emailAddress('SAFEGUARDING_EMAIL')),
  OIDC_ISSUER: v.optional(
    v.pipe(
      address('OIDC_ISSUER', ['http:', 'https:']),
      v.transform((value) => new URL(value)),
      v.check(
        (url) => url.protocol === 'https:' || isLoopback(url.hostname),
        'OIDC_ISSUER must begin with https://, or name this machine itself.'
      )
    )
  ),
  OIDC_CLIENT_ID: v.optional(v.string()),
  OIDC_CLIENT_SECRET: v.optional(v.string()),
  OIDC_NAME: v.optional(v.pipe(v.string(), v.maxLength(40, 'OIDC_NAME must have at most 40 letters.'))),
  STARTER: v.optional(v.pipe(v.string(), v.nonEmpty('STARTER must be full, demo, none or a folder.')), 'full'),
  LOG_LEVEL: v.optional(oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'silent']), 'info'),
  METRICS: v.optional(yesOrNo('METRICS'), 'off'),
  CACHE_MB: v.optional(wholeNumber('CACHE_MB', 0, 4096), '16'),
  // Taken by scripts/memory.js before the program begins; here it is only checked.
  HEAP_MB: v.optional(wholeNumber('HEAP_MB', 64, 65536), '200')
});

export interface Config {
  port: number;
  host: string;
  /** Absolute path: files, and the bundled database when there is no `databaseUrl`. */
  dataDir: string;
  databaseUrl: string | undefined;
  databasePool: number;
  /** The address that people use, without a path; undefined: pages take it from each request, mails never do. */
  publicUrl: URL | undefined;
  /** How many proxies stand in front, or which addresses are proxies; undefined: none. */
  trustProxy: number | string[] | undefined;
  mailUrl: string | undefined;
  mailFrom: string;
  secretariatEmail: string | undefined;
  safeguardingEmail: string | undefined;
  /** The OpenID Connect provider that people may sign in with; undefined: none. */
  outside: OutsideSettings | undefined;
  /** `full`, `demo`, `none`, or an absolute path of a folder with starter files. */
  starter: string;
  logLevel: string;
  metrics: boolean;
  /** Bytes that the page cache may hold. */
  cacheBytes: number;
}

/**
 * Reads and checks the settings of the environment. An empty variable counts as unset.
 * @throws StartError with one sentence for each setting that cannot be used.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.keys(settings.entries).map((name) => [name, env[name]?.trim() || undefined]));
  const result = v.safeParse(settings, given);
  const problems = result.issues?.map((issue) => issue.message) ?? [];
  if (given.MAIL_URL && !given.PUBLIC_URL)
    problems.push('PUBLIC_URL must be set when MAIL_URL is: the links in mails begin with it.');
  const outside = outsideNames.filter((name) => given[name]);
  if (outside.length > 0 && outside.length < outsideNames.length)
    problems.push(`${outsideNames.join(', ')} belong together: set all of them, or none.`);
  if (!result.success || problems.length > 0) throw new StartError(problems.join(' '));
  const s = result.output;
  const host = s.PUBLIC_URL?.hostname ?? 'localhost';
  return {
    port: s.PORT,
    host: s.HOST,
    dataDir: resolve(s.DATA_DIR),
    databaseUrl: s.DATABASE_URL,
    databasePool: s.DATABASE_POOL,
    publicUrl: s.PUBLIC_URL,
    trustProxy: s.TRUST_PROXY,
    mailUrl: s.MAIL_URL,
    mailFrom: s.MAIL_FROM ?? `no-reply@${host}`,
    secretariatEmail: s.SECRETARIAT_EMAIL,
    safeguardingEmail: s.SAFEGUARDING_EMAIL,
    outside: s.OIDC_ISSUER && {
      issuer: s.OIDC_ISSUER,
      clientId: s.OIDC_CLIENT_ID!,
      clientSecret: s.OIDC_CLIENT_SECRET!,
      name: s.OIDC_NAME!
    },
    starter: ['full', 'demo', 'none'].includes(s.STARTER) || isAbsolute(s.STARTER) ? s.STARTER : resolve(s.STARTER),
    logLevel: s.LOG_LEVEL,
    metrics: s.METRICS,
    cacheBytes: s.CACHE_MB * 1024 * 1024
  };
}
