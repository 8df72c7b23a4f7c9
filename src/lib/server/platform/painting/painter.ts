import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Picture } from '#lib/drawing/card.ts';
import type { Painted } from './process.ts';

export interface Painter {
  /** Paints a picture as PNG. @throws Error when it cannot be painted, or takes too long */
  paint: (picture: Picture) => Promise<Buffer<ArrayBuffer>>;
  /** Ends the process, if there is one. */
  stop: () => void;
}

/**
 * Paints in a process that is started for the first picture and ends when none came for a while. One at a time: a
 * crawler that asks for every card must neither keep readers waiting nor fill the memory.
 */
export function createPainter({ idleMs = 20_000, limitMs = 15_000 } = {}): Painter {
  let worker: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

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
    paint: (picture) => {
      const painted = last.then(() => paintNow(picture));
      last = painted.catch(() => undefined);
      return painted;
    },
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
    const done = (finish: () => void) => {
      clearTimeout(timer);
      worker.off('message', answered).off('exit', ended).off('error', broken);
      finish();
    };
    const answered = (painted: Painted) => done(() => resolve(painted));
    const broken = (error: Error) => done(() => reject(error));
    const ended = (code: number | null) => done(() => reject(new Error(`the painter ended with ${String(code)}`)));
    const timer = setTimeout(() => {
      worker.kill('SIGKILL');
      done(() => reject(new Error(`the picture took longer than ${limitMs} ms`)));
    }, limitMs);
    worker.on('message', answered).on('exit', ended).on('error', broken);
    worker.send(picture, (error) => error && broken(error));
  });
}
