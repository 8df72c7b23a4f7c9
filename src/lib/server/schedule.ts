import { sendDigests } from './desk/digest.ts';
import { citeNext } from './library/jobs.ts';
import { tidyDrafts } from './joining/application-jobs.ts';
import { runMembershipYear } from './membership/year/year.ts';
import { remindOfDecisions } from './joining/deciding/reminding.ts';
import { settleDecisions } from './joining/settling.ts';
import { sweepOrphans } from './platform/files/sweep.ts';
import { defineJob } from './platform/jobs/define.ts';
import type { Jobs } from './platform/jobs/jobs.ts';
import type { Log } from './platform/log.ts';
import { forgetAll } from './retention.ts';

const forget = defineJob('schedule.forget');
const tidyFiles = defineJob('schedule.tidy-files');
const citeRest = defineJob('schedule.cite-rest');
const tidyApplications = defineJob('schedule.tidy-applications');
const membershipYear = defineJob('schedule.membership-year');
const settle = defineJob('schedule.settle-decisions');
const digests = defineJob('schedule.digests');

/** "At this time, do Y": the whole list. Times are UTC. */
export async function registerSchedule(jobs: Jobs, log: Log): Promise<void> {
  // Everything whose time is over (retention.ts).
  await jobs.schedule(forget, '17 3 * * *', async (ctx) => {
    log.info({ forgotten: await forgetAll(ctx) }, 'what is old was deleted or emptied');
  });
  await jobs.schedule(tidyFiles, '37 3 * * *', async (ctx) => {
    log.info({ files: await sweepOrphans(ctx) }, 'files that nothing refers to deleted');
  });
  // A resource that is published in the moment in which the job for another ends does not get one of its own.
  await jobs.schedule(citeRest, '47 3 * * *', (ctx, signal) => citeNext(ctx, signal));
  await jobs.schedule(tidyApplications, '57 3 * * *', async (ctx) => {
    log.info(await tidyDrafts(ctx), 'drafts of applications that nobody touched');
  });
  await jobs.schedule(membershipYear, '7 5 * * *', async (ctx) => {
    log.info(await runMembershipYear(ctx), 'members asked whether they stay');
  });
  await jobs.schedule(digests, '3 6 * * *', async (ctx) => {
    log.info({ digests: await sendDigests(ctx) }, 'people told what waits for them');
  });
  // Decisions end at their deadline, whoever looks or not.
  await jobs.schedule(settle, '*/10 * * * *', async (ctx) => {
    log.info({ ended: await settleDecisions(ctx), reminded: await remindOfDecisions(ctx) }, 'decisions settled');
  });
}
