import { m } from '#lib/paraglide/messages.js';

const labels: Record<string, () => string> = {
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

/** What a kind of task asks for, in a word or two. */
export const taskLabel = (kind: string): string => labels[kind]?.() ?? kind;
