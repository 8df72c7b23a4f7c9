import { splitLocale } from '#lib/href.ts';
import { Shown } from '#lib/shown.ts';
import type { Reroute, Transport } from '@sveltejs/kit/hooks';

export const reroute: Reroute = ({ url }) => splitLocale(url.pathname).path;

export const transport: Transport = {
  Shown: { encode: (value) => value instanceof Shown && 'shown', decode: () => undefined }
};
