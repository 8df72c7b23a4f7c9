import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig, type Config } from './config.ts';
import { StartError } from './errors.ts';

const refusal = (env: NodeJS.ProcessEnv): string => {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    return (error as Error).message;
  }
  throw new Error('The settings were taken.');
};

const defaults: Config = {
  port: 3000,
  host: '127.0.0.1',
  dataDir: resolve('data'),
  databaseUrl: undefined,
  databasePool: 8,
  publicUrl: undefined,
  trustProxy: undefined,
  mailUrl: undefined,
  mailFrom: 'no-reply@localhost',
  secretariatEmail: undefined,
  safeguardingEmail: undefined,
  outside: undefined,
  starter: 'full',
  logLevel: 'info',
  metrics: false,
  cacheBytes: 16 * 1024 * 1024
};

const names =
  'PORT HOST DATA_DIR DATABASE_URL DATABASE_POOL PUBLIC_URL TRUST_PROXY MAIL_URL MAIL_FROM SECRETARIAT_EMAIL SAFEGUARDING_EMAIL OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_NAME STARTER LOG_LEVEL METRICS CACHE_MB HEAP_MB'.split(
    ' '
  );

test('without any setting every one has its default', () => {
  expect(readConfig({})).toEqual(defaults);
});

test('an empty or blank variable counts as unset', () => {
  for (const blank of ['', '  ', '\t']) {
    expect(readConfig(Object.fromEntries(names.map((name) => [name, blank])))).toEqual(defaults);
  }
});

test('variables of other programs are not looked at', () => {
  expect(readConfig({ PATH: '/bin', PORTS: 'x', port: '-1' })).toEqual(defaults);
});

describe('a setting that makes sense is taken', () => {
  const taken: [env: NodeJS.ProcessEnv, part: Partial<Config>][] = [
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: ' 65535 ' }, { port: 65535 }],
    [{ HOST: '::1' }, { host: '::1' }],
    [{ HOST: 'example.org' }, { host: 'example.org' }],
    [{ DATA_DIR: '/srv/data' }, { dataDir: '/srv/data' }],
    [{ DATA_DIR: 'elsewhere' }, { dataDir: resolve('elsewhere') }],
    [{ DATABASE_URL: 'postgres://u:p@db:5432/cities' }, { databaseUrl: 'postgres://u:p@db:5432/cities' }],
    [{ DATABASE_URL: 'postgresql:///cities?host=/run/pg' }, { databaseUrl: 'postgresql:///cities?host=/run/pg' }],
    [{ DATABASE_POOL: '2' }, { databasePool: 2 }],
    [{ DATABASE_POOL: '100' }, { databasePool: 100 }],
    [{ TRUST_PROXY: '2' }, { trustProxy: 2 }],
    [{ TRUST_PROXY: '10.0.0.1' }, { trustProxy: ['10.0.0.1'] }],
    [{ TRUST_PROXY: '10.0.0.0/8, ::1,fd00::/8' }, { trustProxy: ['10.0.0.0/8', '::1', 'fd00::/8'] }],
    [{ MAIL_FROM: 'news@alliance.example' }, { mailFrom: 'news@alliance.example' }],
    [{ SECRETARIAT_EMAIL: 'office@alliance.example' }, { secretariatEmail: 'office@alliance.example' }],
    [{ SAFEGUARDING_EMAIL: 'safe@alliance.example' }, { safeguardingEmail: 'safe@alliance.example' }],
    [{ STARTER: 'none' }, { starter: 'none' }],
    [{ STARTER: 'demo' }, { starter: 'demo' }],
    [{ STARTER: '/srv/starter' }, { starter: '/srv/starter' }],
    [{ STARTER: 'my/starter' }, { starter: resolve('my/starter') }],
    [{ METRICS: '0' }, { metrics: false }],
    [{ CACHE_MB: '0' }, { cacheBytes: 0 }],
    [{ CACHE_MB: '4096' }, { cacheBytes: 4096 * 1024 * 1024 }],
    [{ HEAP_MB: '64' }, {}],
    [{ HEAP_MB: '65536' }, {}],
    ...['1', 'true', 'yes', 'on'].map((yes): [NodeJS.ProcessEnv, Partial<Config>] => [
      { METRICS: yes },
      { metrics: true }
    ]),
    ...['fatal', 'error', 'warn', 'info', 'debug', 'silent'].map((level): [NodeJS.ProcessEnv, Partial<Config>] => [
      { LOG_LEVEL: level },
      { logLevel: level }
    ])
  ];
  test.each(taken)('%o', (env, part) => {
    expect(readConfig(env)).toEqual({ ...defaults, ...part });
  });

  test.each(['smtp://mail.example:25', 'smtps://a:b@mail.example'])(
    'a mail server beside the public address: %s',
    (mailUrl) => {
      expect(readConfig({ MAIL_URL: mailUrl, PUBLIC_URL: 'https://cities.example' })).toMatchObject({ mailUrl });
    }
  );

  test('the public address also names the sender of mails', () => {
    const config = readConfig({ PUBLIC_URL: 'https://cities.example:8443/' });
    expect(config.publicUrl?.origin).toBe('https://cities.example:8443');
    expect(config.mailFrom).toBe('no-reply@cities.example');
  });
});

describe('a setting that makes no sense stops the start with one sentence', () => {
  const database = 'DATABASE_URL must be an address that begins with postgres:// or postgresql://.';
  const mail = 'MAIL_URL must be an address that begins with smtp:// or smtps://.';
  const site = 'PUBLIC_URL must be an address that begins with http:// or https://.';
  const proxy = 'TRUST_PROXY must be a number of proxies or a list of addresses.';
  const refused: [env: NodeJS.ProcessEnv, sentence: string][] = [
    [{ PORT: '3000x' }, 'PORT must be a whole number.'],
    [{ PORT: '-1' }, 'PORT must be a whole number.'],
    [{ PORT: '1e3' }, 'PORT must be a whole number.'],
    [{ PORT: '65536' }, 'PORT must be at most 65535.'],
    [{ HOST: 'http://x' }, 'HOST must be an IP address or a host name.'],
    [{ HOST: 'a b' }, 'HOST must be an IP address or a host name.'],
    [{ DATABASE_URL: 'mysql://db/x' }, database],
    [{ DATABASE_URL: 'db.example' }, database],
    [{ DATABASE_URL: 'postgres:cities' }, database],
    [{ DATABASE_POOL: '1' }, 'DATABASE_POOL must be at least 2.'],
    [{ DATABASE_POOL: '101' }, 'DATABASE_POOL must be at most 100.'],
    [{ DATABASE_POOL: 'many' }, 'DATABASE_POOL must be a whole number.'],
    [{ PUBLIC_URL: 'cities.example' }, site],
    [{ PUBLIC_URL: 'ftp://cities.example' }, site],
    [{ PUBLIC_URL: 'https:cities.example' }, site],
    [{ PUBLIC_URL: 'https://cities.example/site' }, 'PUBLIC_URL must have no path.'],
    [{ PUBLIC_URL: 'https://cities.example/?a=1' }, 'PUBLIC_URL must have no path.'],
    [{ PUBLIC_URL: 'https://cities.example/#a' }, 'PUBLIC_URL must have no path.'],
    [{ TRUST_PROXY: 'yes' }, proxy],
    [{ TRUST_PROXY: 'face' }, proxy],
    [{ TRUST_PROXY: '10.0.0.300' }, proxy],
    [{ TRUST_PROXY: '10.0.0.0/33' }, proxy],
    [{ TRUST_PROXY: 'fd00::/129' }, proxy],
    [{ TRUST_PROXY: '10.0.0.1,' }, proxy],
    ...['mail.example', 'https://mail.example', 'smtp:mail.example'].map((url): [NodeJS.ProcessEnv, string] => [
      { MAIL_URL: url, PUBLIC_URL: 'https://cities.example' },
      mail
    ]),
    [{ MAIL_URL: 'smtp://mail.example' }, 'PUBLIC_URL must be set when MAIL_URL is: the links in mails begin with it.'],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM must be an e-mail address.'],
    [{ SECRETARIAT_EMAIL: 'a@b@c' }, 'SECRETARIAT_EMAIL must be an e-mail address.'],
    [{ SAFEGUARDING_EMAIL: 'x@y.example\nBcc: z@y.example' }, 'SAFEGUARDING_EMAIL must be an e-mail address.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of: fatal, error, warn, info, debug, silent.'],
    [{ METRICS: 'maybe' }, 'METRICS must be one of: 1, true, yes, on, 0, false, no, off.'],
    [{ CACHE_MB: '4097' }, 'CACHE_MB must be at most 4096.'],
    [{ CACHE_MB: '1.5' }, 'CACHE_MB must be a whole number.'],
    [{ HEAP_MB: '63' }, 'HEAP_MB must be at least 64.'],
    [{ HEAP_MB: '65537' }, 'HEAP_MB must be at most 65536.'],
    [{ HEAP_MB: '1g' }, 'HEAP_MB must be a whole number.']
  ];
  test.each(refused)('%o', (env, sentence) => {
    expect(refusal(env)).toBe(sentence);
  });

  test('several at once are all named', () => {
    expect(refusal({ PORT: 'x', METRICS: 'y', MAIL_FROM: 'z' })).toBe(
      'PORT must be a whole number. MAIL_FROM must be an e-mail address. METRICS must be one of: 1, true, yes, on, 0, false, no, off.'
    );
  });

  test('a password in an address is not repeated', () => {
    expect(refusal({ DATABASE_URL: 'mysql://root:hunter2@db/x', MAIL_URL: 'mail://u:hunter2@x' })).not.toContain(
      'hunter2'
    );
  });
});

describe('an outside provider', () => {
  const all = {
    OIDC_ISSUER: 'https://id.example/realm',
    OIDC_CLIENT_ID: 'site',
    OIDC_CLIENT_SECRET: 's3cret',
    OIDC_NAME: 'Example ID'
  };

  test('is taken when it is whole', () => {
    expect(readConfig(all).outside).toEqual({
      issuer: new URL(all.OIDC_ISSUER),
      clientId: 'site',
      clientSecret: 's3cret',
      name: 'Example ID'
    });
  });

  test.each(Object.keys(all))('is refused without %s', (name) => {
    expect(refusal({ ...all, [name]: '' })).toContain('belong together');
  });

  test('is refused without encryption, but on this machine', () => {
    expect(refusal({ ...all, OIDC_ISSUER: 'http://id.example' })).toMatch(/^OIDC_ISSUER /);
    expect(refusal({ ...all, OIDC_ISSUER: 'http://127.evil.example' })).toMatch(/^OIDC_ISSUER /);
    for (const issuer of ['http://localhost:9', 'http://127.0.0.1:9', 'http://[::1]:9'])
      expect(readConfig({ ...all, OIDC_ISSUER: issuer }).outside?.issuer.origin).toBe(issuer);
  });
});
