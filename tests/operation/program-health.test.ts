import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromElsewhere, openSite, post, type Site } from '../support/program.ts';
import { ask } from './support.ts';

let site: Site;
const health = async () => {
  const answer = await fetch(`${site.url}/healthz`);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};
const answered = (status: number, text: string) => ({ status, type: 'text/plain; charset=utf-8', text: `${text}\n` });
const inDatabase = (sql: string) => ask({ connectionString: site.databaseUrl }, sql);

beforeAll(async () => {
  site = await openSite({ STARTER: 'none', METRICS: 'on' });
});
afterAll(() => site.remove());

describe('the program is well', () => {
  test('while the database has exactly its migrations', async () => {
    expect(await health()).toEqual(answered(200, 'ok'));
  });

  test('no longer when the database lacks one', async () => {
    const [last] = await inDatabase('select max(name) as name from kysely_migration');
    const [row] = await inDatabase(`delete from kysely_migration where name = '${last?.name}' returning timestamp`);
    expect(await health()).toEqual(answered(503, 'the database is older than the program'));
    await inDatabase(`insert into kysely_migration values ('${last?.name}', '${row?.timestamp}')`);
    expect(await health()).toEqual(answered(200, 'ok'));
  });

  test('no longer when the database has none at all', async () => {
    await inDatabase('alter table kysely_migration rename to kysely_migration_away');
    expect(await health()).toEqual(answered(503, 'the database is older than the program'));
    await inDatabase('alter table kysely_migration_away rename to kysely_migration');
    expect(await health()).toEqual(answered(200, 'ok'));
  });

  test('no longer when the database has one that it does not know', async () => {
    await inDatabase(`insert into kysely_migration values ('999_future', now()::text)`);
    expect(await health()).toEqual(answered(503, 'the database belongs to another version of the program'));
    await inDatabase(`delete from kysely_migration where name = '999_future'`);
    expect(await health()).toEqual(answered(200, 'ok'));
  });
});

describe('the figures for Prometheus', () => {
  const exposition = async () => {
    const answer = await fetch(`${site.url}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    return answer.text();
  };
  const valueOf = (text: string, series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length)
    );

  test('call a counter whatever is named a total, and nothing else', async () => {
    const types = [...(await exposition()).matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => ({
      name,
      type
    }));
    const totals = types.filter(({ name }) => name?.endsWith('_total'));
    expect(totals.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['http_requests_total', 'http_responses_total', 'process_cpu_seconds_total'])
    );
    expect(types.filter(({ type }) => type === 'counter')).toEqual(totals);
  });

  test('count each request once, however often they are asked for', async () => {
    const series = ['http_requests_total{answer="pass"}', 'http_responses_total{status="2xx"}'];
    const figures = async () => {
      const text = await exposition();
      return series.map((each) => valueOf(text, each));
    };
    const before = await figures();
    const after = await figures();
    expect(before.every((figure) => figure > 0)).toBe(true);
    expect(after).toEqual(before.map((figure) => figure + 1));
  });

  test('are there while the database is away, but for what only it knows', async () => {
    expect(await exposition()).toMatch(/^mail_waiting \d+$/m);
    await inDatabase('alter table mail rename to mail_away');
    const text = await exposition();
    await inDatabase('alter table mail_away rename to mail');
    expect(valueOf(text, 'http_responses_total{status="2xx"}')).toBeGreaterThan(0);
    expect(text).not.toMatch(/^mail_(waiting|given_up) /m);
    expect(await exposition()).toMatch(/^mail_given_up \d+$/m);
  });
});

describe('whoever posts too much', () => {
  /** Sends many forms that are refused for what they say, so that nothing is left of them. */
  const postMany = async (count: number, from: Record<string, string>) =>
    Promise.all(Array.from({ length: count }, () => post(`${site.url}/contact`, { topic: 'membership' }, from)));

  test('is asked to wait, told how long, and keeps nobody else waiting', async () => {
    const from = fromElsewhere();
    const answers = await postMany(40, from);
    const refused = answers.filter(({ status }) => status === 429);
    const taken = answers.filter(({ status }) => status === 422);
    expect(taken.length + refused.length).toBe(answers.length);
    // Twenty at once, and ten more in each minute that this takes.
    expect(taken.length).toBeGreaterThanOrEqual(20);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers } of refused) {
      expect(headers.get('retry-after')).toMatch(/^\d+$/);
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(6);
    }
    expect((await fetch(`${site.url}/contact`, { headers: from })).status).toBe(200);
    expect((await postMany(1, fromElsewhere()))[0]?.status).toBe(422);
  });
});
