import { Cite } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-ris';

/** What a citation needs of a resource or a post. */
export interface Citable {
  slug: string;
  title: string;
  authors: { family: string | null; given: string | null; organisation: string | null }[];
  publisher: string | null;
  /** A year, or an ISO 8601 date as far as it is known. */
  date: string | null;
  type: string;
  language: string;
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
  'case-study': 'report'
};

/** The item as CSL-JSON, the form that reference managers exchange. */
export function toCsl(item: Citable): Record<string, unknown> {
  const parts = item.date?.split('-').map(Number);
  return {
    id: item.slug,
    type: cslTypes[item.type] ?? 'document',
    title: item.title,
    ...(item.authors.length > 0 && {
      author: item.authors.map((author) =>
        author.organisation === null ? { family: author.family, ...(author.given && { given: author.given }) } : { literal: author.organisation }
      )
    }),
    ...(item.publisher && { publisher: item.publisher }),
    ...(parts && { issued: { 'date-parts': [parts] } }),
    language: item.language,
    URL: item.url
  };
}

export const citationFormats = {
  bib: { mediaType: 'application/x-bibtex; charset=utf-8', write: (cite: Cite) => cite.format('bibtex') },
  ris: { mediaType: 'application/x-research-info-systems; charset=utf-8', write: (cite: Cite) => cite.format('ris') },
  json: {
    mediaType: 'application/vnd.citationstyles.csl+json; charset=utf-8',
    write: (cite: Cite) => JSON.stringify(cite.format('data', { format: 'object' }), null, 2)
  }
};
export type CitationFormat = keyof typeof citationFormats;

/** The item in a format that reference managers read. */
export function exportCitation(item: Citable, format: CitationFormat): string {
  return citationFormats[format].write(new Cite(toCsl(item)));
}
