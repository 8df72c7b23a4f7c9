import { Cite, plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-ris';

// Left to itself the plug-in writes ASCII, and drops every Arabic and Bengali letter. The slug tells entries apart.
Object.assign(plugins.config.get('@bibtex').format, { asciiOnly: false, useIdAsLabel: true, checkLabel: false });

/** What a citation needs of a resource or a post. */
export interface Citable {
  slug: string;
  title: string;
  authors: { family: string | null; given: string | null; organisation: string | null }[];
  publisher: string | null;
  /** A year, or an ISO 8601 date as far as it is known. */
  date: string | null;
  /** Where no date is known: the year that the work cannot be younger than. */
  latestYear: number | null;
  /** A number, or a word. */
  edition: string | null;
  type: string;
  /** Of the work itself; null where it is not stated. */
  language: string | null;
  titleLanguage: string;
  /** The work's own address, or its permanent one here. */
  url: string;
}

/** To be counted up when references come out otherwise than before: then all are written anew. */
export const rulesOfReferences = 2;

/** The types of CSL 1.0.2 that ours come nearest to: most are what an organisation puts out, a report. */
const cslTypes: Record<string, string> = { post: 'post-weblog', handbook: 'book', guide: 'book' };

const inDois = /^https?:\/\/(?:dx\.)?doi\.org\/(10\.\S+)$/i;

/** A text on one line: in RIS a new line is a new field. */
const onOneLine = (text: string) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** The item as CSL-JSON, the form that reference managers exchange; `write` prepares each text for where it goes. */
export function toCsl(item: Citable, write = (text: string) => text): Record<string, unknown> {
  const parts = item.date?.split('-').map(Number);
  const doi = inDois.exec(item.url)?.[1];
  const text = (value: string | null) => write(onOneLine(value ?? ''));
  return {
    id: item.slug,
    type: cslTypes[item.type] ?? 'report',
    title: text(item.title),
    ...(item.authors.length > 0 && {
      author: item.authors.map(({ family, given, organisation }) =>
        organisation === null
          ? { family: text(family), ...(given && { given: text(given) }) }
          : { literal: text(organisation) }
      )
    }),
    ...(item.publisher && { publisher: text(item.publisher) }),
    ...(item.edition && { edition: text(item.edition) }),
    ...(parts && { issued: { 'date-parts': [parts] } }),
    ...(!parts && item.latestYear && { note: `Published in ${item.latestYear} or earlier` }),
    ...(item.language && { language: item.language }),
    ...(doi && { DOI: doi }),
    URL: item.url
  };
}

/**
 * As it is written out. A publisher who is the author is not named twice (APA 7, 9.29; Chicago 17, 14.71); a report is
 * set as a book (Chicago 17, 14.220; in APA they are alike); who has but one name is not followed by the comma that
 * parts two; and capitals follow the language of the title, whatever that of the work.
 */
export function toReference(item: Citable): Record<string, unknown> {
  const authors = item.authors.map((author) =>
    author.family && !author.given ? { ...author, family: null, organisation: author.family } : author
  );
  const { note: _, ...csl } = toCsl({
    ...item,
    authors,
    publisher: isByAuthors(item) ? null : item.publisher,
    language: item.titleLanguage
  });
  return {
    ...csl,
    ...(csl.type === 'report' && { type: 'book' }),
    ...(!csl.issued && item.latestYear && { issued: { literal: `${item.latestYear} or earlier` } })
  };
}

/** Whether those who publish are those who wrote, by their names or by what stands in brackets after these. */
function isByAuthors({ authors, publisher }: Citable): boolean {
  const publishers = publisher?.split(/\s*[;/]\s*/) ?? [];
  return publishers.every((name) =>
    authors.some(({ organisation }) => organisation === name || organisation?.endsWith(`(${name})`))
  );
}

const texNames: Record<string, string> = {
  '\\': 'textbackslash',
  '{': 'textbraceleft',
  '}': 'textbraceright',
  '~': 'textasciitilde',
  '^': 'textasciicircum',
  '<': 'textless',
  '>': 'textgreater'
};

/** What TeX gives a meaning, as text. Braces by name: BibTeX counts them even behind a backslash. */
const inTex = (text: string) =>
  text.replace(/[\\{}~^<>]/g, (sign) => `\\${texNames[sign]}{}`).replace(/[&%$#_]/g, (sign) => `\\${sign}`);

/** The plug-in's own text breaks every value after 70 characters, addresses too; RIS needs no such breaks. */
function writeRis(cite: Cite): string {
  const [{ TY, ...fields } = {}] = cite.format('ris', { format: 'object' }) as unknown as Record<
    string,
    string | string[]
  >[];
  const lines = Object.entries(fields).flatMap(([tag, values]) => [values].flat().map((value) => `${tag}  - ${value}`));
  return [`TY  - ${TY}`, ...lines, 'ER  - '].join('\n');
}

/** The plug-in keeps the capitals of all words but the first, whose own styles would make `Covid-19` of `COVID-19`. */
const writeBibtex = (cite: Cite) =>
  cite.format('bibtex').replace(/^(\ttitle = \{)([\p{L}\p{N}-]*\p{L}\p{Lu}[\p{L}\p{N}-]*)(?=[\s:,.}])/mu, '$1{$2}');

export const citationFormats = {
  bib: { mediaType: 'application/x-bibtex; charset=utf-8', write: writeBibtex },
  ris: { mediaType: 'application/x-research-info-systems; charset=utf-8', write: writeRis },
  json: {
    mediaType: 'application/vnd.citationstyles.csl+json; charset=utf-8',
    write: (cite: Cite) => JSON.stringify(cite.format('data', { format: 'object' }), null, 2)
  }
};
export type CitationFormat = keyof typeof citationFormats;

/** The item in a format that reference managers read. */
export function exportCitation(item: Citable, format: CitationFormat): string {
  return citationFormats[format].write(new Cite(toCsl(item, format === 'bib' ? inTex : undefined)));
}
