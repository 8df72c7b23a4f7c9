import { expect, test } from 'vitest';
import { coarseAddress, network, plainAddress, ProxyRules } from './proxy.ts';
import { countingPage, startFront } from './test-support.ts';

const rules = (trustProxy: false | number | string[], publicUrl: string | null = null) =>
  new ProxyRules({ trustProxy, publicUrl: publicUrl === null ? null : new URL(publicUrl) });

const request = (peer: string, headers: Record<string, string> = {}) =>
  ({ headers: { host: 'site.example', ...headers }, socket: { remoteAddress: peer } }) as never;

test('without trust a client is its socket, whatever it says', () => {
  const headers = { 'x-forwarded-for': '1.1.1.1', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
  expect(rules(false).resolve(request('::ffff:9.9.9.9', headers))).toEqual({
    address: '9.9.9.9',
    protocol: 'http',
    host: 'site.example',
    trusted: false
  });
});

test('behind n hops the client is the n-th from the end, so a forged beginning is not read', () => {
  const headers = { 'x-forwarded-for': '6.6.6.6, 2.2.2.2, 3.3.3.3' };
  expect(rules(1).resolve(request('10.0.0.1', headers))?.address).toBe('3.3.3.3');
  expect(rules(2).resolve(request('10.0.0.1', headers))?.address).toBe('2.2.2.2');
  expect(rules(9).resolve(request('10.0.0.1', headers))?.address).toBe('6.6.6.6');
  expect(rules(1).resolve(request('10.0.0.1'))?.address).toBe('10.0.0.1');
});

test('with trusted ranges the client is the first outside of them', () => {
  const trusted = rules(['10.0.0.0/8', 'fd00::/8', '192.0.2.7']);
  const headers = { 'x-forwarded-for': '6.6.6.6, 2.2.2.2, 10.9.9.9, 192.0.2.7', 'x-forwarded-proto': 'https' };
  expect(trusted.resolve(request('fd00::1', headers))).toMatchObject({
    address: '2.2.2.2',
    protocol: 'https',
    trusted: true
  });
  expect(trusted.resolve(request('8.8.8.8', headers))).toMatchObject({
    address: '8.8.8.8',
    protocol: 'http',
    trusted: false
  });
});

test('an entry that is no address ends the search at the last believable one', () => {
  expect(rules(2).resolve(request('10.0.0.1', { 'x-forwarded-for': 'unknown, 3.3.3.3' }))?.address).toBe('3.3.3.3');
});

test('the public address beats every header', () => {
  const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
  expect(rules(1, 'https://site.example:8443/').resolve(request('10.0.0.1', headers))).toMatchObject({
    host: 'site.example:8443',
    protocol: 'https'
  });
});

test('protocol and host come from the proxy that is trusted', () => {
  const headers = { 'x-forwarded-host': 'Public.example', 'x-forwarded-proto': 'http, https' };
  expect(rules(1).resolve(request('10.0.0.1', headers))).toMatchObject({ host: 'public.example', protocol: 'https' });
  expect(rules(1).resolve(request('10.0.0.1', { 'x-forwarded-host': 'a b' }))).toBeUndefined();
});

test.each(['', 'a b', 'a/b', 'user@a', 'a:99999', 'a:b', '1.2.3.999', '[::1', 'a\tb', 'x'.repeat(300), 'a..b@'])(
  'the host %j is none',
  (host) => {
    expect(rules(false).validHost(host)).toBe(false);
  }
);

test.each(['site.example', 'localhost:3000', '127.0.0.1:80', '[::1]:3000', 'a_b.example'])(
  'the host %j is one',
  (host) => {
    expect(rules(false).validHost(host)).toBe(true);
  }
);

test('addresses are read without their trimmings', () => {
  expect(plainAddress('[2001:db8::1]:443')).toBe('2001:db8::1');
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1');
  expect(plainAddress('1.2.3.4:567')).toBe('1.2.3.4');
  expect(plainAddress('1.2.3')).toBeUndefined();
});

test('a network is the /64 of IPv6, and what is logged is coarser still', () => {
  expect(network('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::');
  expect(network('2001:DB8::1')).toBe('2001:db8:0:0::');
  expect(network('::1')).toBe('0:0:0:0::');
  expect(network('1.2.3.4')).toBe('1.2.3.4');
  expect([coarseAddress('1.2.3.4'), coarseAddress('2001:db8:1:2::3')]).toEqual(['1.2.3.x', '2001:db8:1::']);
});

test('a wrong range is told at the start', () => {
  expect(() => rules(['nonsense'])).toThrow(/nonsense/);
});

test('the handler hears the front and not the client', async () => {
  const { handler, seen } = countingPage({});
  const { ask } = await startFront(handler);
  const spoofed = {
    forwarded: 'for=1.1.1.1',
    'x-real-ip': '1.1.1.1',
    'x-client-address': '1.1.1.1',
    'cf-connecting-ip': '1.1.1.1'
  };
  const proxied = {
    'x-forwarded-for': '1.1.1.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil',
    'x-forwarded-port': '1'
  };
  await ask('/', { ...spoofed, ...proxied, host: 'site.example', cookie: 'session=a' });
  const { headers } = seen[0] ?? { headers: {} };
  expect(JSON.stringify(headers)).not.toMatch(/1\.1\.1\.1|evil/);
  expect(headers).toMatchObject({
    host: 'site.example',
    'x-forwarded-host': 'site.example',
    'x-forwarded-proto': 'http',
    'x-client-address': '127.0.0.1'
  });
  expect(headers).not.toHaveProperty('x-forwarded-port');
});

test('encryption outside is told to browsers, and only then', async () => {
  const { handler } = countingPage();
  const hsts = async (config: object, headers: Record<string, string> = {}) =>
    (await (await startFront(handler, config)).ask('/', headers)).headers['strict-transport-security'];
  expect(await hsts({})).toBeUndefined();
  expect(await hsts({}, { 'x-forwarded-proto': 'https' })).toBeUndefined();
  expect(await hsts({ trustProxy: 1 }, { 'x-forwarded-proto': 'https' })).toBe('max-age=31536000');
  expect(await hsts({ publicUrl: new URL('https://site.example') })).toBe('max-age=31536000');
});
