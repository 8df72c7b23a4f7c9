import type { Context } from '../../platform/context.ts';
import { escapeXml, textElement } from '../../platform/xml.ts';
import { metadataFormats, type MetadataFormat } from './formats.ts';
import {
  countHarvest,
  earliestChange,
  findHarvestRecord,
  listHarvest,
  listSets,
  type HarvestRecord,
  type Selection
} from './records.ts';
import { readSet, readToken, writeToken, type Continuation } from './tokens.ts';

/** Records in one answer. */
export const aPart = 250;

/** An error of the protocol: it is answered with 200, as all else (OAI-PMH 2.0, section 3.6). */
class ProtocolError extends Error {
  readonly code: string;
  constructor(code: string, text: string) {
    super(text);
    this.code = code;
  }
}
const badArgument = (text: string) => new ProtocolError('badArgument', text);

type Arguments = Record<string, string>;
/** What each verb must have, and may have; `resumptionToken` stands alone. */
const verbs: Record<string, { must: string[]; may: string[]; answer: (ask: Asked) => Promise<string> }> = {
  Identify: { must: [], may: [], answer: identify },
  ListMetadataFormats: { must: [], may: ['identifier'], answer: listMetadataFormats },
  ListSets: { must: [], may: ['resumptionToken'], answer: answerSets },
  ListIdentifiers: { must: ['metadataPrefix'], may: ['from', 'until', 'set', 'resumptionToken'], answer: list },
  ListRecords: { must: ['metadataPrefix'], may: ['from', 'until', 'set', 'resumptionToken'], answer: list },
  GetRecord: { must: ['identifier', 'metadataPrefix'], may: [], answer: getRecord }
};

interface Asked {
  ctx: Context;
  /** What the repository is called. */
  name: string;
  verb: string;
  given: Arguments;
}

/**
 * Answers a request of the Open Archives Initiative Protocol for Metadata Harvesting, version 2.0: the resources of the
 * hub as Dublin Core and MODS, with those that were withdrawn as deleted for ever.
 */
export async function answerHarvester(ctx: Context, name: string, parameters: URLSearchParams): Promise<string> {
  const given: Arguments = Object.fromEntries(parameters);
  const verb = given.verb ?? '';
  let shown: Arguments = given;
  let body: string;
  try {
    checkArguments(parameters);
    body = `<${verb}>${await verbs[verb]!.answer({ ctx, name, verb, given })}</${verb}>`;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    // A request that was not understood is not repeated (section 3.2).
    if (error.code === 'badVerb' || error.code === 'badArgument') shown = {};
    body = textElement('error', error.message, { code: error.code });
  }
  const attributes = Object.entries(shown).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">',
    `<responseDate>${seconds(ctx.now)}</responseDate>`,
    `<request${attributes.join('')}>${escapeXml(`${ctx.instance.origin}/oai`)}</request>`,
    body,
    '</OAI-PMH>',
    ''
  ].join('\n');
}

const seconds = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;

/** @throws ProtocolError `badVerb`, `badArgument` */
function checkArguments(parameters: URLSearchParams): void {
  const names = [...parameters.keys()];
  const verb = parameters.get('verb') ?? '';
  if (parameters.getAll('verb').length > 1 || !Object.hasOwn(verbs, verb))
    throw new ProtocolError('badVerb', 'The verb is missing, repeated, or none of OAI-PMH 2.0.');
  const { must, may } = verbs[verb]!;
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated) throw badArgument(`${repeated} is given more than once.`);
  const others = names.filter((name) => name !== 'verb');
  const unknown = others.find((name) => !must.includes(name) && !may.includes(name));
  if (unknown) throw badArgument(`${verb} takes no ${unknown}.`);
  if (others.includes('resumptionToken')) {
    if (others.length > 1) throw badArgument('resumptionToken stands alone.');
    return;
  }
  const missing = must.find((name) => !parameters.get(name));
  if (missing) throw badArgument(`${verb} needs ${missing}.`);
}

/** @throws ProtocolError `cannotDisseminateFormat` */
function formatOf(prefix: string): MetadataFormat {
  const format = metadataFormats.find((each) => each.prefix === prefix);
  if (!format) throw new ProtocolError('cannotDisseminateFormat', 'There is no such format here.');
  return format;
}

/** Identifiers as the OAI's own guidelines have them: a name of ours, and a number that never is another's. */
const identifierOf = (ctx: Context, id: number) => `oai:${new URL(ctx.instance.origin).hostname}:resource/${id}`;

/** @throws ProtocolError `idDoesNotExist` */
async function recordOf(ctx: Context, identifier: string): Promise<HarvestRecord> {
  const number = /:resource\/([1-9]\d{0,8})$/.exec(identifier)?.[1];
  const id = Number(number);
  const record = number && identifier === identifierOf(ctx, id) ? await findHarvestRecord(ctx, id) : undefined;
  if (!record) throw new ProtocolError('idDoesNotExist', 'There is no such record here.');
  return record;
}

async function identify({ ctx, name }: Asked): Promise<string> {
  const host = new URL(ctx.instance.origin).hostname;
  return [
    textElement('repositoryName', name),
    textElement('baseURL', `${ctx.instance.origin}/oai`),
    '<protocolVersion>2.0</protocolVersion>',
    // Every domain with mail has a postmaster (RFC 5321, section 4.5.1).
    textElement('adminEmail', ctx.instance.secretariatEmail ?? `postmaster@${host}`),
    `<earliestDatestamp>${seconds(await earliestChange(ctx))}</earliestDatestamp>`,
    '<deletedRecord>persistent</deletedRecord>',
    '<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>',
    '<description><oai-identifier xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai-identifier http://www.openarchives.org/OAI/2.0/oai-identifier.xsd">',
    `<scheme>oai</scheme>${textElement('repositoryIdentifier', host)}<delimiter>:</delimiter>`,
    `${textElement('sampleIdentifier', identifierOf(ctx, 1))}</oai-identifier></description>`
  ].join('');
}

async function listMetadataFormats({ ctx, given }: Asked): Promise<string> {
  if (given.identifier !== undefined) await recordOf(ctx, given.identifier);
  return metadataFormats
    .map(
      ({ prefix, schema, namespace }) =>
        `<metadataFormat>${textElement('metadataPrefix', prefix)}${textElement('schema', schema)}${textElement('metadataNamespace', namespace)}</metadataFormat>`
    )
    .join('');
}

async function answerSets({ ctx, given }: Asked): Promise<string> {
  // All sets fit into one answer, so that no token was ever given for them.
  if (given.resumptionToken !== undefined)
    throw new ProtocolError('badResumptionToken', 'There is no such token here.');
  const sets = await listSets(ctx);
  return sets
    .map(({ spec, name }) => `<set>${textElement('setSpec', spec)}${textElement('setName', name)}</set>`)
    .join('');
}

async function getRecord({ ctx, given }: Asked): Promise<string> {
  const format = formatOf(given.metadataPrefix!);
  return writeRecord(ctx, await recordOf(ctx, given.identifier!), format);
}

/** ListIdentifiers and ListRecords: a first part by what is selected, or a further one by its token. */
async function list({ ctx, verb, given }: Asked): Promise<string> {
  const going = given.resumptionToken === undefined ? await begin(ctx, given) : goOn(given.resumptionToken);
  const format = formatOf(going.prefix);
  const found = await listHarvest(ctx, going.selection, going.after, aPart + 1);
  if (found.length === 0) {
    if (going.after === null) throw new ProtocolError('noRecordsMatch', 'No record is in this selection.');
    // What was left when the token was given has changed since, and left the selection.
    return token('', going);
  }
  const shown = found.slice(0, aPart);
  const last = shown.at(-1)!;
  const written = shown.map((record) =>
    verb === 'ListRecords' ? writeRecord(ctx, record, format) : writeHeader(ctx, record)
  );
  const more = found.length > aPart;
  if (!more && going.after === null) return written.join('');
  const next = { ...going, after: { changedAt: last.changedAt, id: last.id }, cursor: going.cursor + shown.length };
  return written.join('') + token(more ? writeToken(next) : '', going);
}

const token = (text: string, { cursor, size }: Pick<Continuation, 'cursor' | 'size'>) =>
  `<resumptionToken completeListSize="${Math.max(size, cursor)}" cursor="${cursor}">${text}</resumptionToken>`;

/** @throws ProtocolError `badResumptionToken` */
function goOn(text: string): Continuation {
  const read = readToken(text);
  if (!read) throw new ProtocolError('badResumptionToken', 'There is no such token here.');
  return read;
}

async function begin(ctx: Context, given: Arguments) {
  const selection: Selection = { set: null, from: null, until: null };
  if (given.set !== undefined) {
    const set = readSet(given.set);
    if (!set) throw new ProtocolError('noRecordsMatch', 'There is no such set here.');
    selection.set = set;
  }
  const [from, until] = [readDate('from', given.from), readDate('until', given.until)];
  if (from && until && from.granularity !== until.granularity)
    throw badArgument('from and until must be of one granularity.');
  if (from && until && from.at > until.at) throw badArgument('from is after until.');
  selection.from = from?.at ?? null;
  // A day includes its last second.
  selection.until = until && new Date(until.at.getTime() + (until.granularity === 'day' ? 86_399_000 : 0));
  formatOf(given.metadataPrefix!);
  const size = await countHarvest(ctx, selection);
  return { prefix: given.metadataPrefix!, selection, after: null, cursor: 0, size };
}

/** A date in one of the two granularities (section 3.3). @throws ProtocolError `badArgument` */
function readDate(name: string, text: string | undefined) {
  if (text === undefined) return null;
  const granularity = /^\d{4}-\d\d-\d\d$/.test(text) ? 'day' : 'second';
  const at = new Date(granularity === 'day' ? `${text}T00:00:00Z` : text);
  const isDate = granularity === 'day' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text);
  // A day that no month has is moved on by the parser, and no longer what was asked for.
  if (!isDate || Number.isNaN(at.getTime()) || !seconds(at).startsWith(text))
    throw badArgument(`${name} is no date such as 2026-01-31 or 2026-01-31T09:00:00Z.`);
  return { at, granularity };
}

function writeHeader(ctx: Context, record: HarvestRecord): string {
  const themes = new Set(record.themes.flatMap(({ slug, parent }) => (parent ? [slug, parent] : [slug])));
  const sets = [`alliance:${record.alliance}`, ...[...themes].map((slug) => `theme:${slug}`)];
  return [
    record.withdrawn ? '<header status="deleted">' : '<header>',
    textElement('identifier', identifierOf(ctx, record.id)),
    `<datestamp>${record.changedAt.slice(0, 19)}Z</datestamp>`,
    ...sets.map((spec) => textElement('setSpec', spec)),
    '</header>'
  ].join('');
}

function writeRecord(ctx: Context, record: HarvestRecord, format: MetadataFormat): string {
  const metadata = record.withdrawn ? '' : `<metadata>${format.write(record, ctx.instance.origin)}</metadata>`;
  return `<record>${writeHeader(ctx, record)}${metadata}</record>`;
}
