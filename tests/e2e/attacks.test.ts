/* What somebody who means harm sends to forms, links, uploads and lists, on a site full of made-up work. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instanceSecret } from '../../src/lib/server/instance.ts';
import { applicationToken } from '../../src/lib/server/joining/application-tokens.ts';
import { numberRules } from '../../src/lib/server/joining/settings-input.ts';
import { confirmationToken } from '../../src/lib/server/membership/tokens.ts';
import { subscriberToken } from '../../src/lib/server/newsletter/tokens.ts';
import { makeLink } from '../../src/lib/server/people/access/links.ts';
import type { Context } from '../../src/lib/server/platform/context.ts';
import { contextOver } from '../support/context.ts';
import { deskPages, filledIn, learnDesk } from '../support/desk-pages.ts';
import { inspect, markup } from '../support/hostile.ts';
import { formsOf, tagsOf, type Form } from '../support/html.ts';
import { eventually, fromElsewhere, openSite, post, type Site } from '../support/program.ts';
import { routeAt, routes, tableNames } from '../support/routes.ts';
import { signIn } from '../support/signed-in.ts';
import { checksums } from '../support/tables.ts';
import { badLogos, badPolicies, policy } from '../support/uploads.ts';

let site: Site;
let ctx: Context;
let known: Record<string, string | number>;
const cookies: Record<string, string> = {};

beforeAll(async () => {
  site = await openSite({ STARTER: 'demo' });
  const { db } = site;
  known = await learnDesk(db);
  ctx = contextOver(db, {
    now: new Date(),
    actor: { kind: 'operator' },
    instance: { secret: await instanceSecret(db) }
  });
  for (const who of [...Object.keys(deskPages), 'tomas'])
    cookies[who] = (await signIn(db, { name: who, email: `${who}@demo.example` })).cookie;
}, 300_000);
afterAll(async () => {
  try {
    expect(site.log()).toEqual([]);
  } finally {
    await site.remove();
  }
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(site.url + path, { redirect: 'manual', headers: { accept: 'text/html', ...headers, ...fromElsewhere() } });

let begun = 0;
/** The path of an application that somebody has just begun. */
async function begin(): Promise<string> {
  const name = `Begun ${++begun}`;
  const form = { showing: crypto.randomUUID(), name, focalName: 'Ada', focalEmail: `a${begun}@begun.example` };
  const answer = await post(`${site.url}/join/apply`, form);
  return answer.headers.get('location')!.replace(/\/1$/, '');
}

const withFile = (field: 'logo' | 'policy', name: string, bytes: Buffer, more: Record<string, string> = {}) => {
  const body = new FormData();
  for (const [key, value] of Object.entries({ safeguarding: 'policy', go: 'leave', ...more })) body.append(key, value);
  body.append(field, new File([new Uint8Array(bytes)], name));
  return body;
};
const files = () => site.db.selectFrom('file').selectAll().orderBy('id').execute();

test('an upload is taken for what is in it: nothing that is no policy or logo is kept, whatever it is called', async () => {
  const own = await begin();
  const before = await files();
  for (const [name, bytes] of Object.entries(badPolicies)) {
    const body = withFile('policy', name, bytes, { go: 'next' });
    expect([name, (await post(`${site.url}${own}/5`, body)).status]).toEqual([name, 422]);
  }
  for (const [name, bytes] of Object.entries(await badLogos())) {
    const body = withFile('logo', name, bytes, { go: 'next' });
    expect([name, (await post(`${site.url}${own}/1`, body)).status]).toEqual([name, 422]);
  }
  // A policy where a logo is asked for, and the other way round, is not looked at.
  await post(`${site.url}${own}/1`, withFile('policy', 'policy.pdf', policy));
  const member = `${site.url}/desk/member/${known.organisation}/edit`;
  for (const [name, bytes] of Object.entries(await badLogos())) {
    const answer = await post(member, withFile('logo', name, bytes, { version: 'first' }), { cookie: cookies.sara! });
    expect([name, answer.status]).toEqual([name, 422]);
  }
  expect(await files()).toEqual(before);
});

test('a file is saved, never shown, under a harmless name, and to those only whose it is', async () => {
  const [own, other] = [await begin(), await begin()];
  const evil = '../../etc/passwd\\x/\u202efdp.exe\r\nset-cookie: a=b";<script>.html';
  await post(
    `${site.url}${own}/5`,
    withFile('policy', evil, Buffer.concat([policy, Buffer.from('<script>alert(1)</script>')]))
  );
  const { id } = (await files()).at(-1)!;
  const answer = await get(`${own}/files/${id}`);
  expect(answer.status).toBe(200);
  const headers = Object.fromEntries(answer.headers);
  expect(headers).toMatchObject({
    'content-type': 'application/pdf',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store'
  });
  expect(headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
  expect(headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''[\w.%!*()'~-]+\.pdf$/);
  expect(decodeURIComponent(headers['content-disposition']!)).not.toMatch(/[\p{Cc}\u202e/\\<>]|passwd/u);
  expect(headers).not.toHaveProperty('set-cookie');

  const refused = async (paths: string[], headers = {}) => {
    for (const path of paths) expect([path, (await get(path, headers)).status]).toEqual([path, 404]);
  };
  await refused([
    `${other}/files/${id}`,
    `${own}x/files/${id}`,
    `/files/${id}/policy.pdf`,
    `${own}/files/0`,
    `${own}/files/x`
  ]);
  // A draft is the applicant's own.
  for (const cookie of Object.values(cookies)) await refused([`/desk/files/${id}`], { cookie });
  await post(`${site.url}${own}/5`, withFile('policy', 'new.pdf', policy));
  await refused([`${own}/files/${id}`]);
  const replaced = (await files()).at(-1)!.id;
  expect(replaced).toBeGreaterThan(id);
  await post(`${site.url}${own}/5`, { safeguarding: 'policy', removePolicy: 'yes', go: 'leave' });
  await refused([`${own}/files/${replaced}`, `${own}/files/${id}`]);
  expect((await files()).filter((file) => file.id >= id)).toEqual([]);
});

/** An address at the end of which is a secret, for each purpose that there is. */
async function secrets(): Promise<Record<string, string>> {
  const { db } = site;
  const application = await db
    .selectFrom('application')
    .select('id')
    .where('reference', '=', String(known.asked))
    .executeTakeFirstOrThrow();
  const { id: person } = await db
    .selectFrom('person')
    .select('id')
    .where('email', '=', 'ivan@demo.example')
    .executeTakeFirstOrThrow();
  const question = await db
    .selectFrom('confirmation')
    .select('id')
    .where('answeredAt', 'is', null)
    .orderBy('id')
    .executeTakeFirstOrThrow();
  const { id: allianceId } = await db.selectFrom('alliance').select('id').orderBy('id').executeTakeFirstOrThrow();
  const consented = { allianceId, locale: 'en', consent: 'yes', askedAt: ctx.now, confirmedAt: ctx.now };
  const { id: reader } = await db
    .insertInto('subscriber')
    .values({ ...consented, email: `reader-${++begun}@secrets.example` })
    .returning('id')
    .executeTakeFirstOrThrow();
  const links = async (purpose: 'sign-in' | 'invitation' | 'new-address') => makeLink(ctx, purpose, person, 60);
  return {
    '/join/application': await applicationToken(ctx, 'application', application.id),
    '/join/application/confirm': await applicationToken(ctx, 'application.confirm', application.id),
    '/answer': confirmationToken(ctx, question.id, new Date(Date.now() + 86_400_000)),
    '/newsletter/confirm': subscriberToken(ctx, 'newsletter.confirm', reader),
    '/newsletter/leave': subscriberToken(ctx, 'newsletter.leave', reader),
    '/newsletter/preferences': subscriberToken(ctx, 'newsletter.preferences', reader),
    '/sign-in/link': await links('sign-in'),
    '/invitation': await links('invitation'),
    '/account/address': await links('new-address'),
    '/setup': 'x'.repeat(43)
  };
}

test('a link opens what it was made for and nothing else; a letter changed, cut off or added, it opens nothing', async () => {
  const made = await secrets();
  const behind = routes.filter(({ params }) => params[0] === 'token' || params[0] === 'secret');
  expect([...new Set(behind.map(({ path }) => path.split('/[')[0]!))].sort()).toEqual(Object.keys(made).sort());
  expect(await (await get(`/join/application/${made['/join/application']}`)).text()).toContain('City of Ponds');
  // The program writes the references of resources when it starts, in its own time.
  const before = await checksums(site.db, ['resource']);
  for (const { path, actions } of behind) {
    const base = path.split('/[')[0]!;
    const wrong = Object.entries(made).flatMap(([purpose, secret]) =>
      purpose === base
        ? [
            secret.slice(0, -1),
            `${secret}A`,
            secret.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
            secret.toUpperCase()
          ]
        : [secret]
    );
    for (const secret of wrong) {
      const url = path
        .replace(/\[(token|secret)\]/, secret)
        .replace('[step]', '1')
        .replace('[id]', '1');
      const answer = await get(url);
      expect([url, answer.status]).toEqual([url, 404]);
      expect(await answer.text()).not.toMatch(/Ivan|City of Ponds|Safe Routes/);
      for (const action of actions)
        await inspect(
          await post(`${site.url}${url}${action === 'default' ? '' : `?/${action}`}`, { reason: 'x', text: 'x' })
        );
    }
  }
  expect(await checksums(site.db, ['resource'])).toEqual(before);
}, 300_000);

/** What a request says of the host that it was meant for, by whoever wants the program's mails to lead there. */
const poisoned = {
  'x-forwarded-host': 'evil.example',
  forwarded: 'host=evil.example;proto=http',
  'x-original-host': 'evil.example',
  origin: 'http://evil.example'
};
/** Fields that no form has: columns that somebody would like to write. */
const more = {
  id: '1',
  allianceId: '2',
  alliance_id: '2',
  organisationId: '1',
  personId: '1',
  state: 'approved',
  status: 'archived',
  decidedAt: '2020-01-01',
  decidedBy: '1',
  createdAt: '2020-01-01',
  suspendedAt: '2020-01-01',
  activatedAt: '2020-01-01',
  publishedAt: '2020-01-01',
  confirmedAt: '2020-01-01',
  endedAt: '2020-01-01',
  heldBy: '1',
  public: 'true',
  slug: 'taken',
  merged_into_id: '1',
  __proto__: 'x'
};
/** Rules of an alliance that are numbers, which come back with what was typed where they are not. */
const isNumber = (name: string) => [...numberRules, 'reminderDays'].some((rule) => rule === name);
const isText = ({ type }: Form['fields'][number]) => /^(text|textarea|search|url|email|tel)$/.test(type);

/** Fills every field that takes text with markup, wherever it is taken; the second time with what else is needed. */
function fill({ fields }: Form, time: number): FormData {
  const body = new FormData();
  const ticked = new Set<string>();
  for (const { type, name, value, options } of fields) {
    if (name === 'homepage' || type === 'file' || name.startsWith('remove')) continue;
    if (type === 'checkbox' || type === 'radio' || type === 'button') {
      if (!ticked.has(name)) body.append(name, value);
      ticked.add(name);
    } else if (type === 'select')
      body.append(name, options.find((one) => one === 'editor') ?? (value || (options.find(Boolean) ?? '')));
    else if (type === 'email' || /email$/i.test(name)) body.append(name, value || `forms-${++begun}@begun.example`);
    else if (type === 'url' || /^(website|safeguardingUrl)$/.test(name))
      body.append(name, time < 2 ? `javascript:alert(1)//${markup}` : `https://x${++begun}.example/${markup}`);
    else if (isText({ type } as never))
      body.append(name, isNumber(name) || /^\d+$/.test(value) ? value : `${markup}\u202e\0${++begun}`);
    else body.append(name, value);
  }
  for (const [name, value] of Object.entries(more)) if (!body.has(name)) body.append(name, value);
  return body;
}

/** Pages whose forms have buttons and codes only; an owner is set up in a test of that. */
const withoutText = [
  '/demo',
  '/invitation/[secret]',
  '/setup/[secret]',
  '/sign-in/code',
  '/sign-in/link/[secret]',
  '/sign-out',
  '/desk/tasks/[id]',
  '/newsletter/leave/[token]',
  '/newsletter/confirm/[token]'
].sort();

/** Pages with forms, by who has them. */
async function pagesWithForms(): Promise<(readonly [who: string, path: string])[]> {
  const made = await secrets();
  const own = await begin();
  const overdue = await site.db
    .selectFrom('confirmation as c')
    .innerJoin('membership as m', 'm.id', 'c.membershipId')
    .select(['m.id', 'm.organisationId'])
    .where('c.unconfirmedAt', 'is not', null)
    .where('c.answeredAt', 'is', null)
    .executeTakeFirstOrThrow();
  return [
    ...['/contact', '/concern', '/newsletter', '/join/apply', '/join/link', '/sign-in'].map(
      (path) => ['', path] as const
    ),
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((step) => ['', `${own}/${step}`] as const),
    ...['', '/withdraw'].map((path) => ['', `/join/application/${made['/join/application']}${path}`] as const),
    ['nadia', `/desk/memberships/${overdue.id}`],
    ['nadia', `/desk/member/${overdue.organisationId}/people`],
    ['', `/answer/${made['/answer']}`],
    ['', `/newsletter/preferences/${made['/newsletter/preferences']}`],
    ['', `/join/application/confirm/${made['/join/application/confirm']}`],
    ['', `/account/address/${made['/account/address']}`],
    ...['', '/data', '/password', '/passkeys', '/second-factor', '/sessions'].map(
      (path) => ['ivan', `/account${path}`] as const
    ),
    // Those who decide come before the secretariat takes it from them.
    ...Object.keys(deskPages)
      .toSorted((a, b) => Number(b === 'mei') - Number(a === 'mei'))
      .flatMap((who) => deskPages[who]!.map((path) => [who, filledIn(path, known)] as const))
  ].map(([who, path]) => [who!, path!]);
}

/** What no form may set, of every row that there is. */
async function guarded(): Promise<Record<string, unknown>> {
  const { db } = site;
  const count = async (text: string) =>
    (await sql<{ n: number }>`select count(*)::int as n from ${sql.raw(text)}`.execute(db)).rows[0]!.n;
  return {
    organisations: await db
      .selectFrom('organisation')
      .select(['id', 'allianceId', 'slug', 'createdAt'])
      .orderBy('id')
      .execute(),
    applications: await db
      .selectFrom('application')
      .select(['id', 'allianceId', 'reference', 'createdAt', 'organisationId'])
      .orderBy('id')
      .execute(),
    people: await db
      .selectFrom('person')
      .select(['id', 'createdAt', 'suspendedAt', 'erasedAt'])
      .orderBy('id')
      .execute(),
    archived: await count("organisation where status = 'archived'"),
    approved: await count("application where state = 'approved'"),
    public: await count('file where public'),
    owners: await count("person_role where role = 'owner' and ended_at is null"),
    activated: await count('person where activated_at is not null')
  };
}

test('markup in every field of every form is text wherever it is shown, in mails too, and no form sets more than its own', async () => {
  const pages = await pagesWithForms();
  const unseen = routes.filter(
    ({ path, actions }) => actions.length > 0 && !pages.some((page) => routeAt(page[1])?.path === path)
  );
  expect(
    unseen.map(({ path }) => path).sort(),
    'pages with forms that are not filled here, as they take no text'
  ).toEqual(withoutText);
  const before = await guarded();
  const [sent, taken] = [new Map<string, number[]>(), new Set<string>()];
  for (const [who, path] of pages) {
    const headers: Record<string, string> = who ? { cookie: cookies[who]! } : {};
    for (const time of [0, 1, 2]) {
      const page = await get(path, headers);
      const forms = formsOf(await page.text()).filter(({ method, fields }) => method === 'post' && fields.some(isText));
      // What is recommended is not asked for more: one application for each.
      if (path.includes(String(known.screening))) forms.reverse();
      for (const form of forms)
        for (const action of form.actions) {
          const url = new URL(action, site.url + path);
          const route = routeAt(url.pathname)!;
          const name = `${route.path} ${/\?\/([\w-]+)/.exec(action)?.[1] ?? 'default'}`;
          const answer = await post(url.href, fill(form, time), { ...headers, ...(time === 0 && poisoned) });
          sent.set(name, [...(sent.get(name) ?? []), answer.status]);
          if (answer.status === 303) taken.add(name);
          // A page that is asked for by another name leads there: which names it has is for whoever sets PUBLIC_URL.
          if (time > 0) await inspect(answer);
          expect(answer.status).toBeLessThan(500);
        }
    }
  }
  // What asks to type one's own address again, and what only a script sends.
  expect([...sent.keys()].filter((name) => !taken.has(name)).sort()).toEqual([
    '/account/data default',
    '/account/passkeys default',
    '/desk/people/[id] erase'
  ]);
  const after = await guarded();
  for (const [what, rows] of Object.entries(before)) {
    if (typeof rows === 'number') expect([what, after[what]]).toEqual([what, rows]);
    else expect((after[what] as object[]).slice(0, (rows as object[]).length)).toEqual(rows);
  }
  await lookAtPages(pages);
  await lookAtMails();
}, 240_000);

/** Every page again: what was typed is text on it, and on many it is there. */
async function lookAtPages(pages: (readonly [who: string, path: string])[]): Promise<void> {
  const shown = new Set<string>();
  for (const [who, path] of [...pages, ...(await publicPages())]) {
    // As an officer whose own name, which is on every page, has no markup.
    const reader = who === 'nadia' ? 'tomas' : who;
    const answer = await get(path, reader ? { cookie: cookies[reader]! } : {});
    const html = await answer.clone().text();
    if (tagsOf(html).some(({ name, text }) => name === 'main' && text.includes(markup))) shown.add(routeAt(path)!.path);
    await inspect(answer);
  }
  for (const path of [
    '/members/[slug]',
    '/search',
    '/join/application/[token]',
    '/join/application/[token]/[step]',
    '/desk',
    '/desk/applications/[reference]',
    '/desk/changes/[id]',
    '/desk/concerns/[reference]',
    '/desk/decisions/[id]',
    '/desk/journal',
    '/desk/memberships/[id]',
    '/desk/messages',
    '/desk/messages/[reference]',
    '/desk/organisations',
    '/desk/organisations/[id]',
    '/desk/organisations/[id]/edit',
    '/desk/organisations/[id]/merge',
    '/desk/people',
    '/desk/people/[id]',
    '/desk/settings/charter',
    '/desk/settings/membership'
  ])
    expect.soft([...shown], path).toContain(path);
}

/** Every mail that came of it: what was typed is text in it, and it leads to no host that a request named. */
async function lookAtMails(): Promise<void> {
  await post(`${site.url}/sign-in`, { email: 'ivan@demo.example', how: 'link' }, poisoned);
  const mails = () => site.db.selectFrom('mail').selectAll().where('html', '<>', '').execute();
  const expected = [
    'application.begun',
    'application.message',
    'application.receipt',
    'concern.notice',
    'contact.notice',
    'contact.receipt',
    'contact.reply',
    'membership.change',
    'membership.ended',
    'newsletter.confirm',
    'people.invitation',
    'people.new-address',
    'people.sign-in'
  ];
  // A kind that never comes is named.
  const missing = async () => {
    const kinds = new Set((await mails()).map(({ kind }) => kind));
    return expected.filter((kind) => !kinds.has(kind));
  };
  await eventually(async () => (await missing()).length === 0, 15).catch(() => undefined);
  expect(await missing()).toEqual([]);
  for (const mail of await mails()) {
    expect(JSON.stringify(mail)).not.toContain('evil.example');
    for (const { name, attributes } of tagsOf(mail.html)) {
      expect([mail.kind, name]).not.toEqual([mail.kind, 'c4c-foreign']);
      expect(name).not.toBe('script');
      expect(attributes.href ?? '').not.toMatch(/^\s*javascript/i);
    }
  }
}

/** Where what was typed is shown to everybody. */
async function publicPages(): Promise<(readonly [who: string, path: string])[]> {
  const { slug } = await site.db
    .selectFrom('organisation')
    .select('slug')
    .where('id', '=', Number(known.organisation))
    .executeTakeFirstOrThrow();
  const paths = ['/members', `/members/${slug}`, '/search?q=foreign', '/sitemap', '/', '/join', '/alliances'];
  return paths.map((path) => ['', path] as const);
}

/** Texts that a spreadsheet would run. */
const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '＝1+1', '=cmd|calc!A0', '%1', '"=1"', 'a;=1+1', `'=1`];

test('no table that one may save runs a formula, also of names that came in by a table', async () => {
  const tables = routes.filter(({ path }) => path.endsWith('.csv'));
  expect(tables.map(({ path }) => path).sort()).toEqual([
    '/desk/[list].csv',
    '/desk/journal/journal.csv',
    '/desk/organisations.csv',
    '/members/members.csv'
  ]);
  const paths = tables.flatMap(({ path }) =>
    path.includes('[list]') ? tableNames.map((name) => `${path.replace('[list]', name)}?state=waiting`) : [path]
  );
  expect(paths.length).toBeGreaterThan(8);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = formulas.map((text, i) => [text, text, text, `f${i}@formulas.example`, text].map(quoted).join(','));
  const sheet = ['name,short name,city,email,contact', ...rows].join('\n');
  const cookie = cookies.nadia!;
  const begin = await post(`${site.url}/desk/import`, withFile('logo', 'x.png', policy), { cookie });
  expect(begin.status).toBe(422);
  const body = new FormData();
  body.append('file', new File([sheet], '=1+1.csv'));
  const at = (await post(`${site.url}/desk/import`, body, { cookie })).headers.get('location')!;
  const columns = ['name', 'shortName', 'city', 'contactEmail', 'contactName'].map((field, i) => [
    `column-${i}`,
    field
  ]);
  await post(`${site.url}${at}?/columns`, { ...Object.fromEntries(columns), becomes: 'member' }, { cookie });
  const done = await post(`${site.url}${at}?/run`, { despite: 'yes' }, { cookie });
  expect(done.status).toBe(303);
  await site.db
    .updateTable('organisation')
    .set({ summary: '=HYPERLINK("https://evil.example")' })
    .where('name', 'in', formulas)
    .execute();
  // Somebody whose name is a formula is who did something.
  const actor = await signIn(site.db, { name: '=1+1', email: 'f0@formulas.example' });
  await site.db.updateTable('person').set({ name: '=1+1' }).where('id', '=', actor.personId).execute();
  await post(`${site.url}/account?/change`, { name: '=1+1', language: 'en' }, { cookie: actor.cookie });

  for (const [table, column] of [
    ['application', 'name'],
    ['message', 'name'],
    ['task', 'title'],
    ['mail', 'to_address']
  ] as const)
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = '=1+1'`.execute(site.db);
  for (const path of paths) {
    const answer = await get(path, { cookie: path.includes('concerns') ? cookies.ruth! : cookie });
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, 'text/csv; charset=utf-8']);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
    const text = await answer.text();
    // A list of concerns has nothing that somebody wrote.
    expect([path, text.includes("'=1+1")]).toEqual([path, !path.includes('concerns')]);
    for (const delimiter of [',', ';']) {
      const cells = (
        parse(text, { bom: true, delimiter, relax_quotes: true, relax_column_count: true }) as string[][]
      ).flat();
      const run = cells.filter((cell) => /^[\s\u00a0"]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/.test(cell));
      expect([path, delimiter, run]).toEqual([path, delimiter, []]);
    }
  }
});

test('no parameter that names a way back leads to another site', async () => {
  const ways = routes.filter(({ text }) => /safePath\(|destination\(|get\('(to|from|next|back)'\)/.test(text));
  expect(ways.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      '/sign-in',
      '/sign-in/code',
      '/sign-in/link/[secret]',
      '/account/second-factor',
      '/language'
    ])
  );
  const evil = [
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'https:evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/%2f/evil.example',
    '/%5cevil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '%0d%0alocation:https://evil.example',
    '/%0d%0aset-cookie:a=b',
    '/@evil.example',
    'evil.example',
    '/ar//evil.example'
  ];
  const { personId, cookie } = await signIn(site.db, { name: 'Led' });
  for (const { path, actions } of ways) {
    for (const to of evil) {
      const secret = await makeLink(ctx, 'sign-in', personId, 60);
      const url = `${path.replace('[secret]', secret)}?${new URLSearchParams({ to, from: to, next: to })}`;
      const asked = [await get(url), await get(url, { cookie })];
      // Both as a field and in the address.
      if (actions.includes('default') || path === '/language')
        asked.push(await post(site.url + url, { to, from: to, code: 'x', email: 'led@people.example' }));
      for (const answer of asked) {
        const location = answer.headers.get('location');
        if (location !== null)
          expect([url, location, new URL(location, site.url).origin]).toEqual([url, location, site.url]);
        expect(location ?? '').not.toMatch(/^[/\\]{2}|[\r\n\t]/);
        expect(answer.headers.getSetCookie().filter((line) => line.startsWith('a='))).toEqual([]);
        for (const { attributes } of tagsOf(await answer.text()))
          for (const key of ['href', 'action', 'value'] as const) {
            const address = attributes[key];
            if (address !== undefined && (key !== 'value' || attributes.name === 'to'))
              expect(URL.parse(address, site.url)?.host).not.toBe('evil.example');
          }
      }
    }
  }
}, 180_000);
