import { organisationKinds } from '../membership/kinds.ts';
import * as v from 'valibot';

/** Characters of a field of a record. */
export const longest = { name: 200, shortName: 60, kindNote: 200, city: 100, website: 500, text: 5000 } as const;

const line = (max: number) => v.pipe(v.string(), v.trim(), v.maxLength(max, 'too-long'));
const optional = (max: number) =>
  v.optional(
    v.pipe(
      line(max),
      v.transform((text) => text || null)
    ),
    ''
  );

/** A web address as people write it: without a scheme it gets https; anything but http and https is refused. */
export function readWebsite(text: string): string | null | undefined {
  if (!text) return null;
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]+\.[^/]+:\d/.test(text) ? text : `https://${text}`;
  const url = URL.parse(whole);
  const good = url && /^https?:$/.test(url.protocol) && url.hostname.includes('.') && !url.username && !url.password;
  return good ? url.href.replace(/^(https?:\/\/[^/]+)\/$/, '$1') : undefined;
}

export const recordInput = v.object({
  name: v.pipe(v.string('missing'), v.trim(), v.nonEmpty('missing'), v.maxLength(longest.name, 'too-long')),
  shortName: optional(longest.shortName),
  aliases: v.optional(
    v.pipe(
      line(2000),
      v.transform((text) => [...new Set(text.split('\n').map((one) => one.trim()))].filter(Boolean).slice(0, 20))
    ),
    ''
  ),
  kind: v.picklist(organisationKinds, 'choose'),
  kindNote: optional(longest.kindNote),
  country: optional(2),
  city: optional(longest.city),
  website: v.optional(
    v.pipe(
      line(longest.website),
      v.check((text) => readWebsite(text) !== undefined, 'website'),
      v.transform((text) => readWebsite(text) ?? null)
    ),
    ''
  ),
  summary: optional(longest.text),
  does: optional(longest.text),
  offers: optional(longest.text),
  themes: v.optional(v.array(v.pipe(v.string(), v.maxLength(80))), []),
  /** Whether the public sees it. */
  shown: v.optional(
    v.pipe(
      v.string(),
      v.transform((value) => value === 'yes')
    ),
    ''
  )
});
export type RecordInput = v.InferOutput<typeof recordInput>;

/** What `recordInput` reads, of a record as it stands: the fields of its form. */
export const recordFields = (of: {
  name: string;
  shortName: string | null;
  aliases: string[];
  kind: string;
  kindNote: string | null;
  countryCode: string | null;
  city: string | null;
  website: string | null;
  summary: string | null;
  does: string | null;
  offers: string | null;
  themes: string[];
  status: string;
}): Record<string, string | string[]> => ({
  name: of.name,
  shortName: of.shortName ?? '',
  aliases: of.aliases.join('\n'),
  kind: of.kind,
  kindNote: of.kindNote ?? '',
  country: of.countryCode ?? '',
  city: of.city ?? '',
  website: of.website ?? '',
  summary: of.summary ?? '',
  does: of.does ?? '',
  offers: of.offers ?? '',
  themes: of.themes,
  shown: of.status === 'active' ? 'yes' : 'no'
});
