import type { Context } from '../../platform/context.ts';
import { hashToken, newToken } from './sessions.ts';

/** The longest that browsers keep a cookie (RFC 6265bis, section 5.5): a device that is away for longer is a new one. */
export const deviceDays = 400;

const browsers: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari']
];
const systems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\b(Macintosh|Mac OS X)\b/, 'Mac'],
  [/\bLinux\b/, 'Linux']
];

/**
 * What its owner knows a browser by, as in `Firefox · Android`: proper names, the same in every language. No versions,
 * for less is enough. Empty where the browser says nothing that is known.
 */
export function deviceLabel(userAgent: string): string {
  const named = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [named(browsers), named(systems)].filter(Boolean).join(' · ');
}

/** A browser after a sign-in: the token that it is to carry from now on, and whether the person knew it before. */
export interface MetDevice {
  id: number;
  token: string;
  known: boolean;
}

/**
 * Makes a browser known to a person who has just signed in on it. It gets a new token every time, and whoever else
 * signs in there is known by that one too: a token that somebody planted in it is worth nothing afterwards.
 */
export async function meetDevice(
  ctx: Context,
  personId: number,
  carried: string | undefined,
  label: string
): Promise<MetDevice> {
  const token = newToken();
  const tokenHash = hashToken(token);
  const moved = carried
    ? await ctx.db
        .updateTable('knownDevice')
        .set({ tokenHash })
        .where('tokenHash', '=', hashToken(carried))
        .returning(['id', 'personId'])
        .execute()
    : [];
  const own = moved.find((device) => device.personId === personId);
  const values = { label, lastSeenAt: ctx.now };
  if (own) {
    await ctx.db.updateTable('knownDevice').set(values).where('id', '=', own.id).execute();
    return { id: own.id, token, known: true };
  }
  const { id } = await ctx.db
    .insertInto('knownDevice')
    .values({ personId, tokenHash, firstSeenAt: ctx.now, ...values })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, token, known: false };
}

/** Forgets browsers that were not signed in on for longer than they keep their cookie. @returns how many */
export async function forgetDevices(ctx: Context): Promise<number> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('knownDevice')
    .where('lastSeenAt', '<', new Date(ctx.now.getTime() - deviceDays * 86_400_000))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
