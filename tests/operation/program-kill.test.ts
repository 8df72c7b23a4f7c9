import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/lib/server/platform/db/db.ts';
import { contactForm, eventually, makePlace, post, serve, type Place, type Program } from '../support/program.ts';
import { ask, serversIn, strikeScenes } from './support.ts';

const kills = 20;
const writers = 4;
const seed = Number(process.env.TEST_SEED ?? 1);

/** As if a minute had passed since any program looked after its jobs: those of killed ones are found at the next start. */
const aMinuteLater = `update pgboss.job set heartbeat_on = heartbeat_on - interval '1 minute' where state = 'active';
  update pgboss.queue set monitor_on = monitor_on - interval '1 minute'`;

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(async () => {
  await place.clean();
  await strikeScenes();
});

test(
  `no message that was confirmed is lost or doubled by ${kills} kills (TEST_SEED=${seed})`,
  { timeout: 900_000 },
  async () => {
    const random = randomNumbers(seed);
    let program = await serve(place.settings);
    const connection = await place.connection();
    const confirmed = new Map<string, string>();
    let finished = false;

    /** Sends one message after the other, each again and again until it is confirmed, as a person at a form would. */
    async function write(writer: number): Promise<void> {
      for (let n = 0; !finished; n++) {
        const written = contactForm(`message ${n} of writer ${writer}`, `writer-${writer}-${n}@example.org`);
        const form = { ...written, showing: randomUUID() };
        let reference: string | undefined;
        while (reference === undefined) reference = (await send(program, form)) ?? (await pause(5));
        confirmed.set(form.text, reference);
      }
    }

    const writing = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    for (let n = 0; n < kills; n++) {
      const atLeast = confirmed.size + 1 + Math.floor(random() * 3);
      while (confirmed.size < atLeast) await pause(1);
      await pause(random() * 40);
      const database = random() < 0.4 ? await serversIn(place.folder) : [];
      database.forEach(kill);
      if (database.length > 0 && random() < 0.5) await pause(random() * 150);
      await program.end('SIGKILL');
      program = await serve(place.settings);
    }
    const last = confirmed.size;
    while (confirmed.size < last + writers) await pause(1);
    finished = true;
    await writing;

    const messages = await ask(connection, 'select text, reference, email from message order by id');
    const kept = new Map(messages.map(({ text, reference }) => [text, reference]));
    expect(messages).toHaveLength(confirmed.size);
    expect(kept).toEqual(confirmed);
    // The database is left alive, so that the time that killed jobs wait can be made to pass.
    await program.end('SIGKILL');
    await ask(connection, aMinuteLater);
    program = await serve(place.settings);
    const mails = await receiptsOnceThere(connection, messages.length);
    expect(mails.map(({ to_address }) => to_address).sort()).toEqual(messages.map(({ email }) => email).sort());
    expect(await program.end()).toBe(0);
    console.log(`${confirmed.size} messages confirmed over ${kills} kills`);
  }
);

/** The receipts of messages, once there is one for each: what failed is tried again without its pause. */
async function receiptsOnceThere(connection: Connection, count: number) {
  const receipts = () => ask(connection, `select to_address from mail where kind = 'contact.receipt'`);
  await eventually(async () => {
    await ask(connection, `update pgboss.job set start_after = now() where state = 'retry'`);
    return (await receipts()).length >= count;
  }, 400);
  return receipts();
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already: its parent was killed before it.
  }
}

/** The reference that confirms a message; undefined when there was no answer, or one that asks to try again. */
async function send(program: Program, form: Record<string, string>): Promise<string | undefined> {
  const answer = await post(`${program.url}/contact`, form).catch(() => undefined);
  if (answer?.status !== 303) return undefined;
  return new URL(answer.headers.get('location') ?? '', program.url).searchParams.get('reference') ?? undefined;
}

/** Repeatable random numbers from 0 to 1 (mulberry32). */
function randomNumbers(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
