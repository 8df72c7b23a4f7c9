import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { ask, isRoot, makeScene, noServerIn, serversIn, strikeScenes, type Scene } from './support.ts';

/** `daemon`: a user that every Unix has, whose database lies in its data folder. */
const daemon = 1;
let scene: Scene;
afterAll(strikeScenes);

describe.runIf(isRoot)('on a full disk', { timeout: 180_000 }, () => {
  const fullDisk = /^The disk that holds .* is full: free some space and start again\.$/;
  const begin = () => scene.run(undefined, { uid: daemon });

  beforeEach(async (ctx) => {
    scene = await makeScene();
    await mkdir(scene.dataDir, { mode: 0o700 });
    mountSmallDisk(ctx, scene.dataDir, `size=96m,uid=${daemon},mode=700`);
  });
  afterEach(async () => {
    unmount(scene.dataDir);
    await scene.clean();
  });

  test('the first start says so', async () => {
    await fill(scene.dataDir, 20_000_000);
    expect((await begin().outcome).refused).toMatch(fullDisk);
  });

  test.for([0, 65_536, 1_000_000])('so does a later start that has %d bytes left', async (left) => {
    const first = begin();
    await first.outcome;
    await first.kill('SIGTERM');
    await fill(scene.dataDir, left);
    expect((await begin().outcome).refused).toMatch(fullDisk);
    await noServerIn(scene.folder);
  });

  test('so does a start that has to recover what a crash left, and the next one has it all', async () => {
    const first = begin();
    const { ready } = await first.outcome;
    await ask(ready!, 'create table note as select generate_series(1, 100000) as id');
    await first.kill('SIGKILL');
    for (const pid of await serversIn(scene.folder)) process.kill(pid, 'SIGKILL');
    await noServerIn(scene.folder);
    await fill(scene.dataDir, 0);
    expect((await begin().outcome).refused).toMatch(fullDisk);
    await rm(join(scene.dataDir, 'filling'));
    const again = await begin().outcome;
    expect(await ask(again.ready!, 'select count(*)::int as notes from note')).toEqual([{ notes: 100_000 }]);
  });
});

/** Makes the folder a disk of its own; where this machine refuses that, the test counts as left out. */
function mountSmallDisk(ctx: TestContext, folder: string, options: string): void {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    ctx.skip(`no disk can be mounted here: ${(error as Error).message}`);
  }
}

/** What still works on the disk keeps it until it ends. */
const unmount = (folder: string) => {
  try {
    execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
  } catch {
    // It was never mounted.
  }
};

/** Writes a file that leaves so many bytes free. */
async function fill(folder: string, left: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  execFileSync('fallocate', ['-l', String(bavail * bsize - left), join(folder, 'filling')]);
}
