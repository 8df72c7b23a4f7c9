import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { withEmptyDatabase } from '../../../../../tests/support/database.ts';
import { Invalid, NotFound } from '../errors.ts';
import { inTransaction } from '../journal.ts';
import { openFile, RangeNotSatisfiable, storeFile, type FileContext, type NewFile } from './files.ts';
import { cleanFileName, cleanMediaType } from './name.ts';
import { Kept } from '../kept.ts';
import { pathOf, StorageFull } from './store.ts';
import { sweepOrphans } from './sweep.ts';

const withFiles =
  (work: (ctx: FileContext, folder: string) => Promise<void>, maxBytes = 1_000_000) =>
  () =>
    withEmptyDatabase(async (_, db) => {
      const folder = await mkdtemp(join(tmpdir(), 'c4c-files-'));
      try {
        const instance = {
          origin: '',
          secret: Buffer.alloc(32),
          secretariatEmail: undefined,
          safeguardingEmail: undefined,
          kept: new Kept(),
          forget: () => {},
          files: { folder, maxBytes }
        };
        await work({ db, actor: { kind: 'system' }, locale: 'en', now: new Date(), instance }, folder);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

const bytesOf = (...parts: string[]) => Readable.from(parts.map((part) => Buffer.from(part)));
const plain = (content: string, more: Partial<NewFile> = {}): NewFile => ({
  stream: bytesOf(content),
  name: 'a.txt',
  mediaType: 'text/plain',
  public: true,
  ...more
});
const sha = (content: string) => createHash('sha256').update(content).digest('hex');
const contents = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

test(
  'a file comes back as it was stored',
  withFiles(async (ctx, folder) => {
    const id = await storeFile(
      ctx,
      plain('', { stream: bytesOf('hello ', 'world'), name: '../../etc/Guide .pdf', mediaType: 'Application/PDF; x=1' })
    );
    const { file, stream } = await openFile(ctx, id);
    expect(await readText(stream)).toBe('hello world');
    expect(file).toMatchObject({
      name: 'Guide .pdf',
      mediaType: 'application/pdf',
      bytes: 11,
      sha256: sha('hello world'),
      public: true
    });
    expect(pathOf(ctx.instance.files, file.sha256)).toBe(
      join(folder, file.sha256.slice(0, 2), file.sha256.slice(2, 4), file.sha256)
    );
    expect((await stat(pathOf(ctx.instance.files, file.sha256))).mode & 0o777).toBe(0o600);
  })
);

test(
  'a web stream is taken as well, and an empty file is a file',
  withFiles(async (ctx) => {
    const id = await storeFile(ctx, plain('', { stream: new Blob(['from a form']).stream() }));
    expect(await readText((await openFile(ctx, id)).stream)).toBe('from a form');
    const empty = await openFile(ctx, await storeFile(ctx, plain('', { stream: bytesOf() })));
    expect(await readText(empty.stream)).toBe('');
    await expect(openFile(ctx, empty.file.id, { start: 0 })).rejects.toThrow(RangeNotSatisfiable);
  })
);

test(
  'the same content is kept once, under each of its names',
  withFiles(async (ctx, folder) => {
    const ids = await Promise.all(
      Array.from({ length: 8 }, (_, n) => storeFile(ctx, plain('same', { name: `${n}.txt` })))
    );
    expect(new Set(ids).size).toBe(8);
    expect(await contents(folder)).toEqual([sha('same')]);
    const third = await openFile(ctx, ids[3]!);
    expect(third.file.name).toBe('3.txt');
    expect(await readText(third.stream)).toBe('same');
  })
);

test(
  'part of a file can be read',
  withFiles(async (ctx) => {
    const id = await storeFile(ctx, plain('0123456789'));
    const part = async (start: number, end?: number) => readText((await openFile(ctx, id, { start, end })).stream);
    expect(await part(2, 4)).toBe('234');
    expect(await part(7)).toBe('789');
    expect(await part(9, 99)).toBe('9');
    expect(await part(0, 0)).toBe('0');
    for (const [start, end] of [
      [10, 12],
      [5, 4],
      [-1, 3],
      [NaN, 3],
      [1.5, 3]
    ]) {
      await expect(openFile(ctx, id, { start: start!, end })).rejects.toThrow(RangeNotSatisfiable);
    }
    await expect(openFile(ctx, id + 1)).rejects.toThrow(NotFound);
  })
);

test(
  'a file that is too large is refused while it arrives',
  withFiles(async (ctx, folder) => {
    let sent = 0;
    async function* endless() {
      for (;;) {
        sent += 1000;
        yield Buffer.alloc(1000);
      }
    }
    const error = await storeFile(ctx, plain('', { stream: endless() })).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Invalid);
    expect((error as Invalid).problems).toEqual([
      { field: 'file', code: 'file-too-large', values: { megabytes: 0.1 } }
    ]);
    expect(sent).toBe(101_000);
    expect(await contents(folder)).toEqual([]);
  }, 100_000)
);

test(
  'an upload that breaks off leaves nothing',
  withFiles(async (ctx, folder) => {
    async function* broken() {
      yield Buffer.from('half');
      throw new Error('the line was cut');
    }
    await expect(storeFile(ctx, plain('', { stream: broken() }))).rejects.toThrow('the line was cut');
    expect(await contents(folder)).toEqual([]);
    expect(await ctx.db.selectFrom('file').selectAll().execute()).toEqual([]);
  })
);

test(
  'a rollback leaves no row, and the content goes after a day',
  withFiles(async (ctx, folder) => {
    const kept = await storeFile(ctx, plain('kept'));
    const failing = inTransaction(ctx, async (tx) => {
      await storeFile(tx as FileContext, plain('lost'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await writeFile(join(folder, 'incoming', 'broken-off'), 'x');
    expect(await sweepOrphans(ctx)).toBe(0);
    const tomorrow = { ...ctx, now: new Date(Date.now() + 86_400_000 + 60_000) };
    expect(await sweepOrphans(tomorrow)).toBe(2);
    expect(await contents(folder)).toEqual([sha('kept')]);
    expect(await readText((await openFile(ctx, kept)).stream)).toBe('kept');
  })
);

test(
  'a content is not swept while it is being stored again',
  withFiles(async (ctx) => {
    await storeFile(ctx, plain('twice'));
    await ctx.db.deleteFrom('file').execute();
    const path = pathOf(ctx.instance.files, sha('twice'));
    await utimes(path, 1, 1);
    const id = await inTransaction(ctx, async (tx) => {
      const stored = await storeFile(tx as FileContext, plain('twice'));
      expect(await sweepOrphans(ctx)).toBe(0);
      return stored;
    });
    expect(await sweepOrphans(ctx)).toBe(0);
    expect(await readText((await openFile(ctx, id)).stream)).toBe('twice');
  })
);

test(
  'a damaged content is replaced by a whole one',
  withFiles(async (ctx) => {
    await storeFile(ctx, plain('whole'));
    await writeFile(pathOf(ctx.instance.files, sha('whole')), 'who');
    const id = await storeFile(ctx, plain('whole'));
    expect(await readText((await openFile(ctx, id)).stream)).toBe('whole');
  })
);

test('only a hash makes a path', () => {
  for (const given of ['../../etc/passwd', '', 'a'.repeat(63), 'A'.repeat(64), `${'a'.repeat(62)}/.`]) {
    expect(() => pathOf({ folder: '/f', maxBytes: 1 }, given)).toThrow(TypeError);
  }
});

test(
  'a full disk is said in so many words, and nothing is left',
  withFiles(async (ctx, folder) => {
    async function* untilFull() {
      yield Buffer.from('half');
      // As write(2) says it; a disk that is really full would need a mount.
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    }
    await expect(storeFile(ctx, plain('', { stream: untilFull() }))).rejects.toThrow(StorageFull);
    expect(await contents(folder)).toEqual([]);
  })
);

test('a name is harmless on every system', () => {
  expect(cleanFileName('C:\\Users\\ada\\Plan 2030.docx')).toBe('Plan 2030.docx');
  expect(cleanFileName('../../etc/passwd')).toBe('passwd');
  expect(cleanFileName('..')).toBe('file');
  expect(cleanFileName('')).toBe('file');
  expect(cleanFileName('folder/')).toBe('folder');
  expect(cleanFileName('.htaccess')).toBe('htaccess');
  expect(cleanFileName('a\r\nb\0c"<>|?*:.pdf')).toBe('abc.pdf');
  expect(cleanFileName('report\u202efdp.exe')).toBe('reportfdp.exe');
  expect(cleanFileName('con.pdf')).toBe('file-con.pdf');
  expect(cleanFileName('دليل المدينة.pdf')).toBe('دليل المدينة.pdf');
  expect(cleanFileName(`${'ß'.repeat(300)}.pdf`)).toBe(`${'ß'.repeat(146)}.pdf`);
  expect(cleanFileName('\ud800x')).toBe('x');
});

test('a media type is one, or the one that says nothing', () => {
  expect(cleanMediaType('image/svg+xml; charset=utf-8')).toBe('image/svg+xml');
  for (const given of ['', 'text', 'text/html\r\nX: y', '*/*', 'text/<b>'])
    expect(cleanMediaType(given)).toBe('application/octet-stream');
});
