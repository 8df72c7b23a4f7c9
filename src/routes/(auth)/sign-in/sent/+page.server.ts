import { canSendMail } from '#lib/server/web/app.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ mails: canSendMail() });
