import { dependsOn } from '#lib/server/web/page-tags.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => dependsOn(locals, 'alliance');
