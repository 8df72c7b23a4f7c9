import { inLanguage } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { NotFound } from '../platform/errors.ts';
import { placesById } from '../platform/places/places.ts';
import { listThemes } from '../platform/themes/themes.ts';
import { findByToken, type ApplicationRow } from './application-tokens.ts';
import { applicationsSeen } from './sight.ts';
import { listTalk, mostShown } from './talk.ts';

/** Everything that an applicant said, named in the reader's language: what `ApplicationAnswers` shows. */
export type Answers = Awaited<ReturnType<typeof answersOf>>;

/** What is said in an application. Whether the actor may see it is for the caller, who has the row. */
export async function answersOf(ctx: Context, row: ApplicationRow) {
  const fileIds = [row.logoFileId, row.safeguardingFileId].filter((id) => id !== null);
  const [places, themes, files, charter] = await Promise.all([
    placesById(ctx, row.countryId === null ? row.placeIds : [row.countryId, ...row.placeIds]),
    listThemes(ctx),
    fileIds.length > 0
      ? ctx.db.selectFrom('file').select(['id', 'name', 'bytes', 'mediaType']).where('id', 'in', fileIds).execute()
      : [],
    row.charterId === null
      ? undefined
      : ctx.db.selectFrom('charter').select(['version', 'title']).where('id', '=', row.charterId).executeTakeFirst()
  ]);
  const { name, shortName, kind, kindNote, city, website, does, why, offers } = row;
  const { safeguarding, safeguardingNote, safeguardingUrl } = row;
  return {
    name,
    shortName,
    kind,
    kindNote,
    city,
    website,
    does,
    why,
    offers,
    safeguarding,
    safeguardingNote,
    safeguardingUrl,
    language: row.locale,
    countryCode: (row.countryId === null ? undefined : places.get(row.countryId)?.countryCode) ?? null,
    countryCodes: row.placeIds.flatMap((id) => places.get(id)?.countryCode ?? []),
    themes: themes
      .filter(({ id }) => row.themeIds.includes(id))
      .map(({ slug, label }) => ({ slug, label: inLanguage(label, ctx.locale).text })),
    logo: files.find(({ id }) => id === row.logoFileId) ?? null,
    policy: files.find(({ id }) => id === row.safeguardingFileId) ?? null,
    focal: { name: row.focalName, email: row.focalEmail, title: row.focalTitle, confirmedAt: row.focalConfirmedAt },
    signatory: { name: row.signatoryName, email: row.signatoryEmail, title: row.signatoryTitle },
    charter: charter
      ? {
          version: charter.version,
          title: inLanguage(charter.title, ctx.locale).text,
          acceptedAt: row.charterAcceptedAt
        }
      : null
  };
}

/** What applicant and alliance wrote to one another, in order. Names of people of the alliance are not among it. */
export async function listApplicationMessages(ctx: Context, applicationId: number) {
  const talk = await listTalk(ctx, applicationId);
  return talk.map(({ id, text, at, personId }) => ({ id, text, at, isOwn: personId === null }));
}

/** The application that a link opens, with all that its applicant may see of it. Undefined when it opens none. */
export async function findOwnApplication(ctx: Context, token: string) {
  const row = await findByToken(ctx, 'application', token);
  if (!row) return undefined;
  const [answers, messages, history] = await Promise.all([
    answersOf(ctx, row),
    listApplicationMessages(ctx, row.id),
    ctx.db
      .selectFrom('applicationStep')
      .select(['state', 'at'])
      .where('applicationId', '=', row.id)
      .orderBy('id', 'desc')
      .limit(mostShown)
      .execute()
      .then((newest) => newest.reverse())
  ]);
  const { id, allianceId, reference, state, changedAt, sentAt, dueAt, decidedAt, reason, reapplyOn } = row;
  // A reason that was not the alliance's is in the history, and was the applicant's own.
  return {
    id,
    allianceId,
    reference,
    state,
    changedAt,
    sentAt,
    dueAt,
    decidedAt,
    reapplyOn,
    reason: decidedAt ? reason : null,
    createdAt: row.createdAt,
    locale: row.locale,
    answers,
    messages,
    history
  };
}
export type OwnApplication = NonNullable<Awaited<ReturnType<typeof findOwnApplication>>>;

/** The same for a link that must open one. @throws NotFound */
export async function getOwnApplication(ctx: Context, token: string): Promise<OwnApplication> {
  const application = await findOwnApplication(ctx, token);
  if (!application) throw new NotFound('application');
  return application;
}

/** Whether a file is one of the application that a link opens. */
export async function ownsFile(ctx: Context, token: string, fileId: number): Promise<boolean> {
  const row = await findByToken(ctx, 'application', token);
  return row !== undefined && [row.logoFileId, row.safeguardingFileId].includes(fileId);
}

/**
 * Whether a file belongs to an application that the actor may see: the secretariat's in reach, and those on which they
 * decide, declared free of a conflict of interest and did not withdraw for one.
 */
export async function maySeeApplicationFile(ctx: Context, fileId: number): Promise<boolean> {
  const found = await applicationsSeen(ctx)
    .select('a.id')
    .where((eb) => eb.or([eb('a.logoFileId', '=', fileId), eb('a.safeguardingFileId', '=', fileId)]))
    .where('a.state', '<>', 'unconfirmed')
    .executeTakeFirst();
  return found !== undefined;
}
