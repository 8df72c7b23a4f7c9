import { m } from '#lib/paraglide/messages.js';
import { getAbout } from '../alliances/queries.ts';
import type { Context } from '../platform/context.ts';
import { parseQuery, soughtWords, type QueryWord } from '../platform/search/query.ts';
import { Matcher, matchesIn, segmentsOf, snippetOf } from '../platform/search/segments.ts';
import type { Segment } from '../platform/search/types.ts';
import { cachedToken, wordsOf } from '../platform/search/words.ts';

/** A page that belongs to the program and stands in no index. */
export interface FoundPage {
  path: string;
  title: Segment[];
  passage: Segment[];
}

interface FixedPage {
  path: string;
  title: string;
  lede: string;
  /** What else readers may call it, and who is named there; separated by commas. */
  also: string;
}

/**
 * The program's own pages that a reader asks for by name: every word must be in the title, a whole other name or the
 * lede, in the reader's language. A page that has them in its lede alone is meant only where nothing else was found.
 */
export async function findPages(
  ctx: Context,
  siteId: number,
  text: string,
  { byLede }: { byLede: boolean }
): Promise<FoundPage[]> {
  const query = parseQuery(text);
  const sought = soughtWords(query);
  if (sought.length === 0) return [];
  const matcher = new Matcher(sought);
  const excluded = query.excluded.map((phrase) => new Matcher(phrase));
  const pages = await listPages(ctx, siteId);
  return pages
    .filter((page) => !excluded.some((word) => leavesOut(page, word, ctx.locale)))
    .filter((page) => isMeant(page, sought, matcher, ctx.locale, byLede))
    .map(({ path, title, lede }) => ({
      path,
      title: segmentsOf(title, matchesIn(title, ctx.locale, matcher)),
      passage: snippetOf(lede, ctx.locale, matcher)
    }));
}

function isMeant(
  { title, lede, also }: FixedPage,
  words: QueryWord[],
  matcher: Matcher,
  locale: string,
  byLede: boolean
) {
  const placesIn = (text: string) => matchesIn(text, locale, matcher).map(({ place }) => place);
  const names = also.split(/[,،]/).filter((name) => isCovered(name, matcher, locale, 1));
  const found = new Set([title, lede, ...names].flatMap(placesIn));
  if (found.size < words.length) return false;
  return byLede || names.length > 0 || isCovered(title, matcher, locale, 0.5);
}

/** Whether the query has so much of a name's words: "city" alone does not mean "Country and city alliances". */
function isCovered(name: string, matcher: Matcher, locale: string, share: number): boolean {
  const all = [...wordsOf(name)];
  const content = all.filter(({ raw }) => !cachedToken(raw, locale).isStop);
  if (content.length === 0) content.push(...all);
  const known = content.filter(({ raw }) => matcher.placeOf(raw, locale) >= 0);
  return known.length > 0 && known.length >= content.length * share;
}

/** A phrase is looked for word by word: these texts are short. */
function leavesOut({ title, lede }: FixedPage, word: Matcher, locale: string): boolean {
  return new Set(matchesIn(`${title} ${lede}`, locale, word).map(({ place }) => place)).size === word.size;
}

const nothing = (_inputs: object, _options: object) => '';

/** Of each page but the one about the alliance, whose words are data: its title, its lede, and what else it may be called. */
const fixedPages = [
  ['/members', m.members_title, nothing, m.search_also_members],
  ['/alliances', m.alliances_title, m.alliances_lede, m.search_also_alliances],
  ['/join', m.join_title, m.join_lede, m.search_also_join],
  ['/newsletter', m.newsletter_title, m.newsletter_lede, m.search_also_newsletter],
  ['/contact', m.contact_title, m.contact_lede, m.search_also_contact],
  ['/concern', m.concern_title, m.concern_lede, m.search_also_concern],
  ['/accessibility', m.legal_accessibility, m.legal_accessibility_lede, m.search_also_accessibility],
  ['/privacy', m.legal_privacy, m.legal_privacy_lede, m.search_also_privacy],
  ['/imprint', m.legal_imprint, m.legal_imprint_lede, m.search_also_imprint]
] as const;

async function listPages(ctx: Context, siteId: number): Promise<FixedPage[]> {
  const { people, lede } = await ctx.instance.kept.keep(
    `about ${siteId} ${ctx.locale}`,
    ['alliance', 'organisation'],
    () => getAbout(ctx, siteId)
  );
  const say = (message: (typeof fixedPages)[number][1 | 2 | 3]) => message({}, { locale: ctx.locale });
  return [
    {
      path: '/about',
      title: say(m.about_title),
      lede,
      also: [say(m.search_also_about), ...people.map(({ name }) => name)].join()
    },
    ...fixedPages.map(([path, title, lede, also]) => ({ path, title: say(title), lede: say(lede), also: say(also) }))
  ];
}
