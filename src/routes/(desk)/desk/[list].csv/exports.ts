/* The lists of the desk as tables: each with what its page shows, for whoever may see that page. */
import * as v from 'valibot';
import { applicationStateLabel } from '#lib/components/application-labels.ts';
import { roleLabel } from '#lib/components/people-labels.ts';
import { taskLabel } from '#lib/components/task-labels.ts';
import { countryName } from '#lib/format.ts';
import { kindLabel } from '#lib/labels.ts';
import { inLanguage, type Localised } from '#lib/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { concernFilters, listConcerns } from '#lib/server/contact/concerns.ts';
import { listMessages, messageStates } from '#lib/server/contact/queries.ts';
import { listMails, mailStates } from '#lib/server/desk/mails.ts';
import { listOwnPlaces } from '#lib/server/desk/parts.ts';
import { listTasks, queueViews } from '#lib/server/desk/queue.ts';
import { listApplications, readApplicationFilter } from '#lib/server/joining/screening-queries.ts';
import { listPeople, needPeopleInReach } from '#lib/server/people/queries.ts';
import { peopleFilter } from '#lib/server/people/record-input.ts';
import type { Cell } from '#lib/server/web/csv.ts';
import { onlyFor, readChoice, readWords } from '#lib/server/web/params.ts';
import { topicLabel } from '../../../(site)/contact/topics.ts';
import { severityLabel, stateLabel } from '../concerns/states.ts';
import { mailAbout } from '../mails/words.ts';
import { messageState } from '../messages/states.ts';

type Context = App.Locals['ctx'];
interface Table {
  heads: string[];
  /** The rows of a page, which for a table is as long as its reader says. */
  read: (ctx: Context, page: number, pageSize: number) => Promise<Cell[][]>;
}
const day = (date: Date | null | undefined) => date?.toISOString().slice(0, 10);
const named = ({ locale }: Context, name: Localised | null) => (name ? inLanguage(name, locale).text : null);

async function tasks(ctx: Context, url: URL): Promise<Table> {
  const view = readChoice(url, 'view', queueViews);
  return {
    heads: [m.records_name(), m.care_mail_kind(), m.records_due(), m.records_done(), m.records_holder()],
    read: async (ctx, page, pageSize) =>
      (await listTasks(ctx, view, { page, pageSize })).map((task) => [
        task.title ?? m.records_fact_decision_recused(),
        taskLabel(task.kind),
        day(task.dueAt),
        day(task.doneAt),
        task.holder
      ])
  };
}

async function applications(ctx: Context, url: URL): Promise<Table> {
  const filter = readApplicationFilter(url.searchParams);
  return {
    heads: [
      m.care_reference(),
      m.records_name(),
      m.records_kind(),
      m.records_country(),
      m.care_alliance(),
      m.application_filter_state(),
      m.records_sent(),
      m.records_due(),
      m.records_decided()
    ],
    read: async (ctx, page, pageSize) =>
      (await listApplications(ctx, filter, page, pageSize)).map((one) => [
        one.reference,
        one.name,
        one.kind && kindLabel(one.kind),
        one.countryCode && countryName(one.countryCode),
        one.alliance,
        applicationStateLabel(one.state),
        day(one.sentAt),
        day(one.dueAt),
        day(one.decidedAt)
      ])
  };
}

async function people(ctx: Context, url: URL): Promise<Table> {
  needPeopleInReach(ctx);
  const filter = v.parse(peopleFilter, { ...Object.fromEntries(url.searchParams), page: '1' });
  return {
    heads: [m.people_name(), m.people_email(), m.people_person_roles()],
    read: async (ctx, page, pageSize) =>
      (await listPeople(ctx, { ...filter, page }, pageSize)).map(({ name, email, roles }) => [
        name,
        email,
        roles
          .map(({ role, organisation, alliance }) =>
            m.people_role_at({ role: roleLabel(role), place: organisation ?? named(ctx, alliance) ?? '' })
          )
          .join('; ')
      ])
  };
}

async function messages(ctx: Context, url: URL): Promise<Table> {
  onlyFor((await listOwnPlaces(ctx)).secretariat);
  const asked = { state: readChoice(url, 'state', messageStates), words: readWords(url) };
  return {
    heads: [
      m.care_reference(),
      m.care_from(),
      m.people_email(),
      m.care_topic(),
      m.care_language(),
      m.care_alliance(),
      m.care_received(),
      m.care_state()
    ],
    read: async (ctx, page, pageSize) =>
      (await listMessages(ctx, { ...asked, page }, pageSize)).messages.map((one) => [
        one.reference,
        one.name,
        one.email,
        topicLabel(one.topic),
        one.locale,
        named(ctx, one.allianceName),
        day(one.createdAt),
        messageState(one.closedHow)
      ])
  };
}

/** As in the list, nothing of what was written. */
async function concerns(ctx: Context, url: URL): Promise<Table> {
  onlyFor((await listOwnPlaces(ctx)).safeguarding);
  const state = readChoice(url, 'state', concernFilters);
  return {
    heads: [m.care_reference(), m.care_state(), m.care_severity(), m.care_alliance(), m.care_received()],
    read: async (ctx, page, pageSize) =>
      (await listConcerns(ctx, { state, page }, pageSize)).concerns.map((one) => [
        one.reference,
        stateLabel(one.state),
        severityLabel(one.severity),
        named(ctx, one.allianceName),
        one.createdAt.toISOString()
      ])
  };
}

async function mails(ctx: Context, url: URL): Promise<Table> {
  onlyFor((await listOwnPlaces(ctx)).secretariat);
  const state = readChoice(url, 'state', mailStates);
  return {
    heads: [m.care_mail_to(), m.care_mail_kind(), m.care_mail_subject(), m.care_mail_written(), m.care_mail_attempts()],
    read: async (ctx, page, pageSize) =>
      (await listMails(ctx, { state, page }, pageSize)).map((mail) => [
        mail.toAddress,
        mailAbout(mail.kind),
        mail.subject,
        mail.createdAt.toISOString(),
        mail.attempts
      ])
  };
}

/** By the name in the address. Each throws NotFound for whoever does not see the page of the list. */
export const exportsOfLists = new Map(Object.entries({ tasks, applications, people, messages, concerns, mails }));
