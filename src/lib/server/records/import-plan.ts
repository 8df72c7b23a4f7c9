import { sql } from 'kysely';
import * as v from 'valibot';
import { locales } from '#lib/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Context } from '../platform/context.ts';
import { emailAddress } from '../platform/input.ts';
import { fold } from '../platform/text.ts';
import { mapThemes } from '../platform/themes/themes.ts';
import type { ImportField, Mapping } from './import-columns.ts';
import { canEditRecord } from '../membership/policy.ts';
import { organisationInReach, recordReach } from '../membership/reach.ts';
import { organisationKinds } from '../membership/kinds.ts';
import { longest, readWebsite } from './record-input.ts';

/** What is wrong with one cell: the meaning of its column, a code, and what stands there. */
export interface CellProblem {
  field: ImportField;
  code: 'missing' | 'too-long' | 'unknown' | 'email' | 'website' | 'no-name';
  found: string;
}

/** An organisation as a line of the spreadsheet gives it. */
export interface PlannedOrganisation {
  name: string;
  shortName: string | null;
  kind: string;
  countryId: number | null;
  city: string | null;
  website: string | null;
  themeIds: number[];
}

export interface PlannedRow {
  /** The line of the spreadsheet, counted as spreadsheets do: the heads are line 1. */
  line: number;
  organisation: PlannedOrganisation;
  contact: { name: string; email: string; role: 'focal-point' | 'signatory' | null } | null;
  /** The record that this one looks like; only one in reach. One with no more than a part here is not ours to fill. */
  known: KnownRecord | null;
  /** Another line before this one gives the same organisation. */
  sameAs: number | null;
  problems: CellProblem[];
}

interface KnownRecord {
  id: number;
  name: string;
  canEdit: boolean;
}

/** What cells are looked up in, read once for all lines. */
interface Known {
  countries: Map<string, number>;
  themes: Map<string, number>;
  byName: Map<string, KnownRecord>;
  byHost: Map<string, KnownRecord>;
}

/** What each line of a spreadsheet will become. Three statements and the themes, however many lines. */
export async function planRows(ctx: Context, rows: string[][], mapping: Mapping): Promise<PlannedRow[]> {
  const known = await readKnown(ctx, rows, mapping);
  const seen = new Map<string, number>();
  return rows.map((cells, i) => {
    const row = planRow(cells, mapping, known, i + 2);
    const key = fold(row.organisation.name);
    if (key && seen.has(key)) row.sameAs = seen.get(key)!;
    else if (key && row.problems.length === 0) seen.set(key, row.line);
    return row;
  });
}

async function readKnown(ctx: Context, rows: string[][], mapping: Mapping): Promise<Known> {
  const cells = (field: ImportField) => {
    const column = mapping.indexOf(field);
    return column < 0 ? [] : [...new Set(rows.map((row) => row[column] ?? '').filter(Boolean))];
  };
  const hosts = cells('website').flatMap((text) => hostOf(readWebsite(text) ?? null) ?? []);
  const [themes, countries, alike] = await Promise.all([
    mapThemes(ctx),
    sql<{ word: string; id: number }>`select n.folded as word, p.id from place_name n join place p on p.id = n.place_id
      where p.kind = 'country' and n.folded = any(${cells('country').map(fold)}::text[])
      union select lower(country_code), id from place where kind = 'country'`.execute(ctx.db),
    sql<{ id: number; name: string; allianceId: number; host: string | null }>`
      select o.id, o.name, o.alliance_id, o.host from organisation o
      where o.status <> 'archived' and ${organisationInReach(recordReach(ctx.actor))}
        and (o.folded in (select folded(name) from unnest(${cells('name')}::text[]) as given (name))
          or o.host = any(${hosts}::text[])) order by o.id desc`.execute(ctx.db)
  ]);
  const themeWords = [...themes].flatMap(([slug, { id, label }]) =>
    [slug, ...Object.values(label).filter((word) => word !== undefined)].map((word) => [fold(word), id] as const)
  );
  const record = ({ id, name, allianceId }: { id: number; name: string; allianceId: number }) => ({
    id,
    name,
    canEdit: canEditRecord(ctx.actor, { allianceId })
  });
  return {
    countries: new Map(countries.rows.map(({ word, id }) => [word, id])),
    themes: new Map(themeWords),
    byName: new Map(alike.rows.map((row) => [fold(row.name), record(row)])),
    byHost: new Map(alike.rows.filter(({ host }) => host).map((row) => [row.host!, record(row)]))
  };
}

/** The site of an address, as the database has it in `organisation.host`. */
const hostOf = (website: string | null) => /^[a-z]+:\/\/(?:www\.)?([^/:?#]+)/.exec(website?.toLowerCase() ?? '')?.[1];

function planRow(cells: string[], mapping: Mapping, known: Known, line: number): PlannedRow {
  const problems: CellProblem[] = [];
  const cell = (field: ImportField) => cells[mapping.indexOf(field)] ?? '';
  const wrong = (field: ImportField, code: CellProblem['code']) =>
    void problems.push({ field, code, found: cell(field).slice(0, 100) });
  const text = (field: ImportField, max: number) => {
    if (cell(field).length > max) wrong(field, 'too-long');
    return cell(field).replace(/\s+/g, ' ') || null;
  };
  const looked = <T>(field: ImportField, find: (word: string) => T | undefined): T | null => {
    if (!cell(field)) return null;
    const found = find(fold(cell(field)));
    if (found === undefined) wrong(field, 'unknown');
    return found ?? null;
  };
  const name = text('name', longest.name) ?? '';
  if (!name) wrong('name', 'missing');
  const website = readWebsite(cell('website'));
  if (website === undefined) wrong('website', 'website');
  const themeIds = cell('themes')
    .split(/[,;|\n]/)
    .map((word) => fold(word))
    .filter(Boolean)
    .map((word) => known.themes.get(word));
  if (themeIds.includes(undefined)) wrong('themes', 'unknown');
  const organisation: PlannedOrganisation = {
    name,
    shortName: text('shortName', longest.shortName),
    kind: looked('kind', (word) => kindWords().get(word)) ?? 'other',
    countryId: looked('country', (word) => known.countries.get(word)),
    city: text('city', longest.city),
    website: website ?? null,
    themeIds: [...new Set(themeIds)].filter((id) => id !== undefined)
  };
  const contact = planContact(cell, wrong);
  const found = known.byName.get(fold(name)) ?? known.byHost.get(hostOf(organisation.website) ?? '');
  return { line, organisation, contact, known: found ?? null, sameAs: null, problems };
}

function planContact(
  cell: (field: ImportField) => string,
  wrong: (field: ImportField, code: CellProblem['code']) => void
) {
  const [name, email] = [cell('contactName').replace(/\s+/g, ' '), cell('contactEmail')];
  if (!name && !email) return null;
  if (!name) wrong('contactName', 'no-name');
  if (name.length > 120) wrong('contactName', 'too-long');
  if (!v.is(emailAddress, email)) wrong('contactEmail', 'email');
  const role = fold(cell('contactRole')).replace(/[\s_]+/g, '-');
  if (role && !Object.hasOwn(contactRoles, role)) wrong('contactRole', 'unknown');
  return { name, email, role: role ? (contactRoles[role] ?? null) : 'focal-point' };
}

/** How spreadsheets call the roles of a contact; where nothing is said, it is the focal point. */
const contactRoles: Record<string, 'focal-point' | 'signatory' | null> = {
  'focal-point': 'focal-point',
  signatory: 'signatory',
  none: null,
  '-': null
};

/** All messages: those of the kinds are looked up by name. */
const texts: object = m;
let kinds: Map<string, string> | undefined;
/** Kinds of organisation by their codes and by what they are called in every language. */
function kindWords(): Map<string, string> {
  kinds ??= new Map(
    organisationKinds.flatMap((kind) => {
      const label = (texts as typeof m)[`kind_${kind.replaceAll('-', '_')}` as 'kind_ngo'];
      return [kind, ...locales.map((locale) => label({}, { locale }))].map((word) => [fold(word), kind] as const);
    })
  );
  return kinds;
}
