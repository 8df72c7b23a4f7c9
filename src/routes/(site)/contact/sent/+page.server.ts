import { canSendMail } from '#lib/server/web/app.ts';
import { readReference } from '#lib/server/web/site.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ reference: readReference(url), mails: canSendMail() });
