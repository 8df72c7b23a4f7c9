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
  type: string;
  /** Of the work itself; null where it is not stated. */
  language: string | null;
  /** The permanent address. */
  url: string;
}

/** The types of CSL 1.0.2 that ours come nearest to. */
const cslTypes: Record<string, string> = {
  post: 'post-weblog',
  handbook: 'book',
  guide: 'book',
  report: 'report',
  brief: 'report',
  research: 'report',
  framework: 'report',
  'case-study': 'report'
};

/** A text on one line: in RIS a new line is a new field. */
const onOneLine = (text: string) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** The item as CSL-JSON, the form that reference managers exchange; `write` prepares each text for where it goes. */
export function toCsl(item: Citable, write = (text: string) => text): Record<string, unknown> {
  const parts = item.date?.split('-').map(Number);
  const text = (value: string | null) => write(onOneLine(value ?? ''));
  return {
    id: item.slug,
    type: cslTypes[item.type] ?? 'document',
    title: text(item.title),
    ...(item.authors.length > 0 && {
      author: item.authors.map(({ family, given, organisation }) =>
        organisation === null
          ? { family: text(family), ...(given && { given: text(given) }) }
          : { literal: text(organisation) }
      )
    }),
    ...(item.publisher && { publisher: text(item.publisher) }),
    ...(parts && { issued: { 'date-parts': [parts] } }),
    ...(item.language && { language: item.language }),
    URL: item.url
  };
}

/** As it is written out: a publisher who is the author is not named twice (APA 7, 9.29; Chicago 17, 14.71). */
export function toReference(item: Citable): Record<string, unknown> {
  const isAuthor = item.authors.length === 1 && item.authors[0]!.organisation === item.publisher;
  return toCsl(isAuthor ? { ...item, publisher: null } : item);
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

export const citationFormats = {
  bib: { mediaType: 'application/x-bibtex; charset=utf-8', write: (cite: Cite) => cite.format('bibtex') },
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
