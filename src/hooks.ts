import { splitLocale } from '#lib/href.ts';
import type { Reroute } from '@sveltejs/kit/hooks';

export const reroute: Reroute = ({ url }) => splitLocale(url.pathname).path;
