import { expect, test } from 'vitest';
import { buildEntry } from './entry.ts';

const draft = (type: string, body: Buffer) => ({
  key: '/',
  logPath: '/',
  status: 200,
  headers: { 'content-type': type },
  body,
  tags: [],
  expires: 0,
  effort: 'page' as const
});

test('what is kept takes no more memory than its bytes: none of it is a piece of a larger buffer', async () => {
  const page = Buffer.from(`<p>${'Children and streets. '.repeat(400)}</p>`);
  for (const [type, body] of [
    ['text/html', page],
    ['image/png', Buffer.from('not to be compressed'.repeat(50))]
  ] as const) {
    const { variants } = await buildEntry(draft(type, body));
    const bodies = Object.values(variants).flatMap((variant) => (variant?.body ? [variant.body] : []));
    expect(bodies.length).toBeGreaterThan(0);
    for (const kept of bodies) expect(kept.buffer.byteLength).toBe(kept.length);
  }
});
