import type { PgBoss, Queue, QueueResult } from 'pg-boss';
import type { Job } from './define.ts';

function toQueue({ settings }: Job<never>, heartbeatSeconds: number): Omit<Queue, 'name'> {
  return {
    policy: settings.onlyOne ? 'exclusive' : 'standard',
    notify: true,
    retryLimit: settings.retryLimit ?? 10,
    retryDelay: settings.retryDelay ?? 5,
    retryBackoff: true,
    retryDelayMax: settings.retryDelayMax ?? 3600,
    expireInSeconds: settings.expireInSeconds ?? 900,
    heartbeatSeconds,
    retentionSeconds: 14 * 86_400,
    deleteAfterSeconds: 3 * 86_400
  };
}

/** Makes the queues that are missing and brings the settings of the others up to date; one statement when all is well. */
export async function makeQueues(boss: PgBoss, jobs: Job<never>[], heartbeatSeconds: number): Promise<void> {
  const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const job of jobs) await bring(boss, job, known.get(job.name), heartbeatSeconds);
}

async function bring(
  boss: PgBoss,
  job: Job<never>,
  known: QueueResult | undefined,
  heartbeatSeconds: number
): Promise<void> {
  const wanted = toQueue(job, heartbeatSeconds);
  if (!known) return boss.createQueue(job.name, wanted);
  const { policy, ...changeable } = wanted;
  // The rule is part of the rows that are waiting: it cannot change under them.
  if (known.policy !== policy) throw new Error(`${job.name} gained or lost its onlyOne rule: give it another name`);
  const same = Object.entries(changeable).every(([name, value]) => known[name as keyof QueueResult] === value);
  if (!same) await boss.updateQueue(job.name, changeable);
}
