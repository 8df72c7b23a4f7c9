import { localHref } from '#lib/href.ts';
import type { Locale } from '#lib/locale.ts';
import type { Context } from '../platform/context.ts';
import { applicationToken } from './application-tokens.ts';

/** The applicant's page of an application, for a mail: whoever holds the address may read and answer there. */
export const statusLink = async (ctx: Context, { id, locale }: { id: number; locale: Locale }): Promise<string> =>
  ctx.instance.origin + localHref(`/join/application/${await applicationToken(ctx, 'application', id)}`, locale);
