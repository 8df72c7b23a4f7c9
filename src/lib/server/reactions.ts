import { confirmMessage, writeReceipt } from './contact/contact.ts';
import { concernMailFailed } from './contact/concerns.ts';
import { replyJob, writeReply } from './contact/replies.ts';
import { digestJob, writeDigest } from './desk/digest.ts';
import { citeLater, citeResources } from './library/citing.ts';
import { citeNext } from './library/jobs.ts';
import { applicationMailJobs, writeToApplicant } from './joining/application-jobs.ts';
import { applicationMailKinds } from './joining/application-mails.ts';
import { writeChangeMails, writeMembershipMails, writeYearMail } from './membership/year/telling.ts';
import { changeMail, membershipMail, yearMail } from './membership/year/year-jobs.ts';
import { askToAcceptCharter } from './joining/charter-accepting.ts';
import { charterJob, messageJob, resultJob, welcomeJob } from './joining/deciding/decision-jobs.ts';
import { writeMessageMail, writeResultMail, writeWelcomeMails } from './joining/deciding/decision-mails.ts';
import { accessChangedJob, tellOfAccess } from './people/access/access-changes.ts';
import { isInvented } from './people/demo.ts';
import { newAddressJob, writeToNewAddress } from './people/account.ts';
import { inviteJob, writeInvitation } from './people/invitations.ts';
import { answerSignInWish, signInMailJob } from './people/access/sign-in-links.ts';
import { newDeviceJob, tellOfDevice } from './people/access/signing-in.ts';
import { answerWish, wishMade } from './newsletter/subscribers.ts';
import type { Config } from './platform/config.ts';
import type { Context } from './platform/context.ts';
import type { Jobs } from './platform/jobs/jobs.ts';
import type { Log } from './platform/log.ts';
import { apartFailed } from './platform/mail/failed.ts';
import { openMailTransport } from './platform/mail/transport.ts';
import { workOnMail } from './platform/mail/work.ts';
import { reindex, reindexSearch } from './platform/search/reindex.ts';

/** "When X is recorded, do Y": the whole list. */
export async function registerReactions(jobs: Jobs, config: Config, ctx: Context, log: Log): Promise<void> {
  // A published resource gets its reference written out, and all get it anew when the rules have changed.
  await jobs.work(citeResources, (each, _, signal) => citeNext(each, signal));
  await citeLater(ctx);
  // A program that reads words in another way builds the search again.
  await jobs.work(reindexSearch, (each) => reindex(each.db));
  // A message is confirmed to its writer, and a wish for the newsletter is answered.
  await jobs.work(confirmMessage, (each, { id }) => writeReceipt(each, id));
  await jobs.work(wishMade, (each, { id }) => answerWish(each, id));
  // An answer to a message goes to its writer. A mail about a concern that did not arrive is before its lead again.
  await jobs.work(replyJob, (each, { id }) => writeReply(each, id));
  await jobs.work(apartFailed, (each, { id }) => concernMailFailed(each, id));
  // Who was given an account is invited to it.
  await jobs.work(inviteJob, (each, { id }) => writeInvitation(each, id));
  // Whoever asked for it gets a link to sign in.
  await jobs.work(signInMailJob, (each, { id }) => answerSignInWish(each, id));
  // Whoever signs in on a browser that is new to them is told of it.
  await jobs.work(newDeviceJob, (each, { id }) => tellOfDevice(each, id));
  // Whoever's ways into the account changed is told, so that they can act if it was not them.
  await jobs.work(accessChangedJob, (each, { id }) => tellOfAccess(each, id));
  // Applicants get their links, and hear what became of what they sent.
  for (const kind of applicationMailKinds)
    await jobs.work(applicationMailJobs[kind], (each, { id }) => writeToApplicant(each, kind, id));
  // Members are asked whether they stay, and told what became of a membership or of a change that they asked for.
  await jobs.work(yearMail, (each, ids) => writeYearMail(each, ids));
  await jobs.work(membershipMail, (each, ids) => writeMembershipMails(each, ids));
  await jobs.work(changeMail, (each, ids) => writeChangeMails(each, ids));
  // An applicant reads what the secretariat wrote, and what was decided; a new member is welcomed.
  await jobs.work(messageJob, (each, { id }) => writeMessageMail(each, id));
  await jobs.work(resultJob, (each, { id }) => writeResultMail(each, id));
  // A newer charter goes before those who speak for members, where the alliance wants that.
  await jobs.work(charterJob, (each, { id }) => askToAcceptCharter(each, id));
  await jobs.work(welcomeJob, (each, { id }) => writeWelcomeMails(each, id));
  // Whoever has something new before them gets a digest of it.
  await jobs.work(digestJob, (each, { id }) => writeDigest(each, id));
  // A new address is asked whether it is one.
  await jobs.work(newAddressJob, (each, { id }) => writeToNewAddress(each, id));
  // A queued mail is sent, but to people who are made up. Without a mail server it waits in the outbox, where the
  // operator can read it.
  if (config.mailUrl) {
    const transport = openMailTransport({ url: config.mailUrl, from: config.mailFrom }, log);
    await workOnMail(ctx, jobs, { ...transport, withholds: (to) => isInvented(ctx, to) }, log);
  }
}
