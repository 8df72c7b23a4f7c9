import { m } from '#lib/paraglide/messages.js';
import { getAbout } from '../alliances/queries.ts';
import type { Context } from '../platform/context.ts';
import { parseQuery, requiredWords, type QueryWord } from '../platform/search/query.ts';
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
  const words = [...requiredWords(query), ...query.phrases.flat().filter((word) => !word.isStop)];
  const sought = [...new Map(words.map((word) => [word.word, word])).values()];
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

async function listPages(ctx: Context, siteId: number): Promise<FixedPage[]> {
  const options = { locale: ctx.locale };
  const about = await ctx.instance.kept.keep(`about ${siteId} ${ctx.locale}`, ['alliance', 'organisation'], () =>
    getAbout(ctx, siteId)
  );
  const none = {};
  return [
    {
      path: '/about',
      title: m.about_title(none, options),
      lede: about.lede,
      also: [m.search_also_about(none, options), ...about.people.map(({ name }) => name)].join()
    },
    {
      path: '/members',
      title: m.members_title(none, options),
      lede: '',
      also: m.search_also_members(none, options)
    },
    {
      path: '/alliances',
      title: m.alliances_title(none, options),
      lede: m.alliances_lede(none, options),
      also: m.search_also_alliances(none, options)
    },
    {
      path: '/join',
      title: m.join_title(none, options),
      lede: m.join_lede(none, options),
      also: m.search_also_join(none, options)
    },
    {
      path: '/newsletter',
      title: m.newsletter_title(none, options),
      lede: m.newsletter_lede(none, options),
      also: m.search_also_newsletter(none, options)
    },
    {
      path: '/contact',
      title: m.contact_title(none, options),
      lede: m.contact_lede(none, options),
      also: m.search_also_contact(none, options)
    },
    {
      path: '/concern',
      title: m.concern_title(none, options),
      lede: m.concern_lede(none, options),
      also: m.search_also_concern(none, options)
    },
    ...legalPages(options)
  ];
}

function legalPages(options: { locale: Context['locale'] }): FixedPage[] {
  const none = {};
  return [
    {
      path: '/accessibility',
      title: m.legal_accessibility(none, options),
      lede: m.legal_accessibility_lede(none, options),
      also: m.search_also_accessibility(none, options)
    },
    {
      path: '/privacy',
      title: m.legal_privacy(none, options),
      lede: m.legal_privacy_lede(none, options),
      also: m.search_also_privacy(none, options)
    },
    {
      path: '/imprint',
      title: m.legal_imprint(none, options),
      lede: m.legal_imprint_lede(none, options),
      also: m.search_also_imprint(none, options)
    }
  ];
}
