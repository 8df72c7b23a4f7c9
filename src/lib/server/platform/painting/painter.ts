import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Picture } from '#lib/drawing/card.ts';
import type { Painted } from './process.ts';

/** So many pictures wait already that this one is not taken: it may be asked for again in a few seconds. */
export class PainterBusy extends Error {
  override name = 'PainterBusy';
}

export interface Painter {
  /**
   * Paints a picture as PNG; those who ask for the same one at once share it.
   * @throws PainterBusy when too many wait, Error when it cannot be painted or takes too long
   */
  paint: (picture: Picture) => Promise<Buffer<ArrayBuffer>>;
  /** The process that paints, if there is one. */
  pid: () => number | undefined;
  /** Ends the process, if there is one. */
  stop: () => void;
}

/**
 * Paints in a process that is started for the first picture and ends when none came for a while. One at a time: a
 * crawler that asks for every card must neither keep readers waiting nor fill the memory.
 */
export function createPainter({ idleMs = 20_000, limitMs = 15_000, mostWaiting = 50 } = {}): Painter {
  let worker: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  /** What is painted or waits for it, by all that the picture is made of. */
  const asked = new Map<string, Promise<Buffer<ArrayBuffer>>>();

  const letGo = () => {
    clearTimeout(idle);
    if (worker?.connected) worker.disconnect();
    worker = undefined;
  };

  const paintNow = async (picture: Picture): Promise<Buffer<ArrayBuffer>> => {
    clearTimeout(idle);
    if (!worker?.connected) worker = start();
    try {
      const painted = await ask(worker, picture, limitMs);
      if ('failure' in painted) throw new Error(painted.failure);
      return Buffer.from(painted.png) as Buffer<ArrayBuffer>;
    } finally {
      idle = setTimeout(letGo, idleMs).unref();
    }
  };

  return {
    paint: async (picture) => {
      const key = JSON.stringify(picture);
      const same = asked.get(key);
      if (same) return same;
      if (asked.size > mostWaiting) throw new PainterBusy(`${asked.size} pictures are asked for already`);
      const painted = last.then(() => paintNow(picture)).finally(() => asked.delete(key));
      asked.set(key, painted);
      last = painted.catch(() => undefined);
      return painted;
    },
    pid: () => worker?.pid,
    stop: letGo
  };
}

function start(): ChildProcess {
  const file = fileURLToPath(new URL('./process.ts', import.meta.url));
  // `advanced` sends bytes as bytes.
  const worker = fork(file, {
    serialization: 'advanced',
    execArgv: ['--max-old-space-size=64'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc']
  });
  // It must not keep the program from ending.
  worker.unref();
  worker.channel?.unref();
  return worker;
}

/** Sends a picture and waits for the answer to it; what takes too long is ended, and the next picture starts anew. */
function ask(worker: ChildProcess, picture: Picture, limitMs: number): Promise<Painted> {
  return new Promise((resolve, reject) => {
    /** What is over for this process must not be sent to it: until the system says that it ended, it looks alive. */
    const letGo = () => worker.connected && worker.disconnect();
    const done = (finish: () => void) => {
      clearTimeout(timer);
      worker.off('message', answered).off('exit', ended).off('error', broken);
      finish();
    };
    const answered = (painted: Painted) => done(() => resolve(painted));
    const broken = (error: Error) => done(() => reject(error));
    const ended = (code: number | null) => {
      letGo();
      done(() => reject(new Error(`the painter ended with ${String(code)}`)));
    };
    const timer = setTimeout(() => {
      letGo();
      worker.kill('SIGKILL');
      done(() => reject(new Error(`the picture took longer than ${limitMs} ms`)));
    }, limitMs);
    worker.on('message', answered).on('exit', ended).on('error', broken);
    try {
      worker.send(picture, (error) => error && broken(error));
    } catch (error) {
      // What cannot be sent is no fault of the process.
      broken(error as Error);
    }
  });
}
