import { formatNumber } from '#lib/format.ts';
import { m } from '#lib/paraglide/messages.js';

export interface Problem {
  field: string;
  code: string;
  values?: Record<string, string | number>;
}

const texts: Record<string, (limit: string) => string> = {
  missing: () => m.error_missing(),
  'too-long': (limit) => m.error_too_long({ limit }),
  email: () => m.error_email(),
  choose: () => m.error_choose(),
  consent: () => m.error_consent(),
  meanwhile: () => m.error_meanwhile(),
  trap: () => m.error_trap()
};

/** Codes that mean the same for whatever field. */
const always = ['too-long', 'meanwhile'];

/**
 * What to say of the problems of a form: all for its summary, and each beside its field. `own` says it better than
 * the general sentence for one field, or for one code of it, as in `text` or `text.too-long`; it is given the limit.
 */
export function problemTexts(problems: Problem[] | undefined, own: Record<string, (limit: string) => string> = {}) {
  const list = (problems ?? []).map(({ field, code, values }) => {
    const say =
      own[`${field}.${code}`] ?? (always.includes(code) ? undefined : own[field]) ?? texts[code] ?? m.error_missing;
    return { id: field, text: say(formatNumber(Number(values?.limit ?? 0)) as never) };
  });
  return {
    list,
    at: Object.fromEntries(list.map(({ id, text }) => [id, text])) as Record<string, string | undefined>,
    title: m.error_summary({ count: list.length, shown: formatNumber(list.length) })
  };
}
