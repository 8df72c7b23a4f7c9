import { localHref } from '#lib/href.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../platform/context.ts';
import { layoutMail } from '../platform/mail/layout.ts';
import type { NewMail } from '../platform/mail/mail.ts';
import { dayIn, numberIn } from '../platform/mail/numbers.ts';
import type { TaskKind } from '../platform/tasks.ts';

/** A task as a digest names it. */
export interface DigestTask {
  id: number;
  kind: TaskKind;
  title: string;
  dueAt: Date;
  urgent: boolean;
}

const labels: Record<TaskKind, (inputs: object, options: { locale: Context['locale'] }) => string> = {
  'application.screen': m.desk_task_application_screen,
  'application.answer': m.desk_task_application_answer,
  'application.conclude': m.desk_task_application_conclude,
  'decision.say': m.desk_task_decision_say,
  'membership.confirm': m.desk_task_membership_confirm,
  'membership.review': m.desk_task_membership_review,
  'membership.left': m.desk_task_membership_left,
  'membership.return': m.desk_task_membership_return,
  'membership.charter': m.desk_task_membership_charter,
  'organisation.change': m.desk_task_organisation_change,
  'organisation.first-steps': m.desk_task_first_steps,
  'organisation.without-focal-point': m.desk_task_without_focal_point,
  'message.answer': m.desk_task_message_answer,
  'concern.handle': m.desk_task_concern_handle,
  'mail.failed': m.desk_task_mail_failed
};

/**
 * What waits for somebody, each with its title, its due date and a link. Links lead to the desk, where they sign in: what
 * is decided there is not for a mail. What one answers from the mail itself has a mail of its own.
 */
export function digestMail(
  ctx: Context,
  alliance: string,
  person: { name: string; email: string; weekly: boolean },
  { tasks, all }: { tasks: DigestTask[]; all: number }
): NewMail {
  const { locale } = ctx;
  const options = { locale };
  const page = (path: string) => ctx.instance.origin + localHref(path, locale);
  const counted = { count: all, shown: numberIn(locale, all) };
  const one = ({ id, kind, title, dueAt, urgent }: DigestTask) => {
    const what = { kind: labels[kind]({}, options), title, date: dayIn(locale, dueAt) };
    return {
      link: {
        label: urgent ? m.membership_digest_urgent(what, options) : m.membership_digest_item(what, options),
        url: page(`/desk/tasks/${id}`)
      }
    };
  };
  const rest = all - tasks.length;
  const decides = tasks.some(({ kind }) => kind === 'decision.say');
  return {
    kind: 'desk.digest',
    to: person.email,
    locale,
    subject: m.membership_digest_subject({ ...counted, alliance }, options),
    ...layoutMail({
      locale,
      allianceName: alliance,
      paragraphs: [
        m.people_mail_hello({ name: person.name }, options),
        m.membership_digest_text(counted, options),
        ...tasks.map(one),
        ...(rest > 0 ? [m.membership_digest_more({ shown: numberIn(locale, rest) }, options)] : []),
        ...(decides ? [m.membership_digest_decision({}, options)] : []),
        { button: { label: m.membership_digest_button({}, options), url: page('/desk') } }
      ],
      footer: [
        person.weekly ? m.membership_digest_why_weekly({}, options) : m.membership_digest_why({}, options),
        { link: { label: m.membership_digest_fewer({}, options), url: page('/account#mails') } }
      ]
    })
  };
}
