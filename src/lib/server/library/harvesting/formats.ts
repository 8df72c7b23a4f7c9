import { inLanguage } from '#lib/locale.ts';
import { escapeXml, textElement } from '../../platform/xml.ts';
import type { HarvestRecord } from './records.ts';

/** A format in which records are given: how it is named, where its schema is, and how one record is written. */
export interface MetadataFormat {
  prefix: string;
  schema: string;
  namespace: string;
  write: (record: HarvestRecord, origin: string) => string;
}

/** Words of the DCMI Type Vocabulary, and of MODS, for what we call the types of works. */
const dcmiTypes: Record<string, string> = { tool: 'InteractiveResource' };
const modsGenres: Record<string, string> = {
  report: 'technical report',
  research: 'research article',
  handbook: 'handbook',
  guide: 'instruction'
};

const pageOf = (record: HarvestRecord, origin: string) => `${origin}/library/${record.slug}`;
const fileOf = (record: HarvestRecord, origin: string) =>
  record.file && `${origin}/files/${record.file.id}/${encodeURIComponent(record.file.name)}`;
/** The address of the work itself: not one of a list that only names it. */
const workOf = (record: HarvestRecord) => (record.url && !record.urlIsList ? record.url : null);
const nameOf = ({ family, given, organisation }: HarvestRecord['authors'][number]) =>
  organisation ?? [family, given].filter(Boolean).join(', ');

function writeDublinCore(record: HarvestRecord, origin: string): string {
  const elements = [
    ...record.texts.map(({ title, language }) => textElement('dc:title', title, { 'xml:lang': language })),
    ...record.authors.map((author) => textElement('dc:creator', nameOf(author))),
    ...record.themes.map(({ label }) => textElement('dc:subject', inLanguage(label, 'en').text)),
    ...record.texts.map(({ summary, language }) => textElement('dc:description', summary, { 'xml:lang': language })),
    textElement('dc:publisher', record.publisher),
    textElement('dc:date', record.year),
    textElement('dc:type', dcmiTypes[record.type] ?? 'Text'),
    textElement('dc:type', record.type),
    textElement('dc:format', record.file?.mediaType),
    textElement('dc:identifier', pageOf(record, origin)),
    textElement('dc:identifier', fileOf(record, origin)),
    textElement('dc:source', workOf(record)),
    ...record.languages.map((language) => textElement('dc:language', language)),
    ...record.places.map((place) => textElement('dc:coverage', place)),
    textElement('dc:rights', record.licence)
  ];
  return `<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">${elements.join('')}</oai_dc:dc>`;
}

function modsName(author: HarvestRecord['authors'][number]): string {
  const role = '<role><roleTerm type="text" authority="marcrelator">author</roleTerm></role>';
  if (author.organisation)
    return `<name type="corporate">${textElement('namePart', author.organisation)}${role}</name>`;
  const parts =
    textElement('namePart', author.family, { type: 'family' }) +
    textElement('namePart', author.given, { type: 'given' });
  return `<name type="personal">${parts}${role}</name>`;
}

function writeMods(record: HarvestRecord, origin: string): string {
  const [own, ...others] = record.texts;
  const title = (text: HarvestRecord['texts'][number], attributes: string) =>
    `<titleInfo lang="${escapeXml(text.language)}"${attributes}>${textElement('title', text.title)}</titleInfo>`;
  const origins = [
    textElement('publisher', record.publisher),
    textElement('dateIssued', record.year, { encoding: 'w3cdtf' }),
    textElement('edition', record.edition)
  ].join('');
  const addresses = [
    textElement('url', pageOf(record, origin), { usage: 'primary display', access: 'object in context' }),
    textElement('url', fileOf(record, origin) ?? workOf(record), { access: 'raw object' })
  ].join('');
  const elements = [
    own ? title(own, ' usage="primary"') : '',
    ...others.map((text) => title(text, ' type="translated"')),
    ...record.authors.map(modsName),
    '<typeOfResource>text</typeOfResource>',
    textElement('genre', modsGenres[record.type] ?? record.type),
    origins && `<originInfo>${origins}</originInfo>`,
    ...record.languages.map(
      (language) =>
        `<language>${textElement('languageTerm', language, { type: 'code', authority: 'rfc5646' })}</language>`
    ),
    record.file
      ? `<physicalDescription>${textElement('internetMediaType', record.file.mediaType)}</physicalDescription>`
      : '',
    ...record.texts.map(({ summary, language }) => textElement('abstract', summary, { lang: language })),
    ...record.themes.map(({ label }) => `<subject>${textElement('topic', inLanguage(label, 'en').text)}</subject>`),
    ...record.places.map((place) => `<subject>${textElement('geographic', place)}</subject>`),
    textElement('identifier', pageOf(record, origin), { type: 'uri' }),
    `<location>${addresses}</location>`,
    textElement('accessCondition', record.licence, { type: 'use and reproduction' })
  ];
  return `<mods xmlns="http://www.loc.gov/mods/v3" version="3.8" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.loc.gov/mods/v3 http://www.loc.gov/standards/mods/v3/mods-3-8.xsd">${elements.join('')}</mods>`;
}

/** Dublin Core, which every repository must have (OAI-PMH 2.0, section 3.3), and MODS, which tells authors apart. */
export const metadataFormats: MetadataFormat[] = [
  {
    prefix: 'oai_dc',
    schema: 'http://www.openarchives.org/OAI/2.0/oai_dc.xsd',
    namespace: 'http://www.openarchives.org/OAI/2.0/oai_dc/',
    write: writeDublinCore
  },
  {
    prefix: 'mods',
    schema: 'http://www.loc.gov/standards/mods/v3/mods-3-8.xsd',
    namespace: 'http://www.loc.gov/mods/v3',
    write: writeMods
  }
];
