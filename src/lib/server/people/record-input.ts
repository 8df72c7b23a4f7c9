import * as v from 'valibot';
import { locales } from '#lib/locale.ts';
import { emailAddress, showing, text } from '../platform/input.ts';
import { roleNames } from '../platform/roles.ts';

/** A person's name as others read it. */
const name = text(120);

export const accountInput = v.object({ name, language: v.picklist(locales, 'choose') });
/** How often somebody gets the digest of what waits for them (`person.digest`). */
export const digests = ['daily', 'weekly', 'none'] as const;
export type Digest = (typeof digests)[number];
export const digestInput = v.object({ digest: v.picklist(digests, 'choose') });
export const addressInput = v.object({ email: emailAddress });
export const personInput = v.object({
  name,
  email: emailAddress,
  language: v.picklist(locales, 'choose'),
  showing
});

/** Where a role is held, as the form says it: `alliance:3` or `organisation:7`. */
const where = v.pipe(
  v.string('choose'),
  v.regex(/^(alliance|organisation):\d{1,9}$/, 'choose'),
  v.transform((value) => {
    const [kind, id] = value.split(':');
    return kind === 'alliance' ? { allianceId: Number(id) } : { organisationId: Number(id) };
  })
);
export const roleInput = v.object({ role: v.picklist(roleNames, 'choose'), where });

/** Somebody who is to speak for an organisation, and as what. */
export const speakerInput = v.object({
  ...personInput.entries,
  role: v.picklist(['focal-point', 'signatory'], 'choose')
});

/** The roles that a list of people can be narrowed by. */
export const listedRoles = roleNames;

/** What a list of people is narrowed by; whatever an address says wrongly counts as not said. */
export const peopleFilter = v.object({
  q: v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100)), ''), ''),
  role: v.fallback(v.optional(v.picklist(roleNames)), undefined),
  alliance: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number))), undefined),
  page: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/), v.transform(Number)), '1'), 1)
});
export type PeopleFilter = v.InferOutput<typeof peopleFilter>;
