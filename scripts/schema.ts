/**
 * Writes what the migrations make of an empty database: `tables.ts`, the types of the query builder, and
 * `schema.sql`, to be read. Run it after a change of the migrations: `node scripts/schema.ts`.
 */
import { writeFile } from 'node:fs/promises';
import pg from 'pg';
import { withEmptyDatabase } from '../tests/support/database.ts';

const folder = new URL('../src/lib/server/platform/db/', import.meta.url);

interface Column {
  table: string;
  name: string;
  type: string;
  nullable: boolean;
  generated: boolean;
  always: boolean;
  default: string | null;
}

const scalar: Record<string, string> = {
  integer: 'number',
  smallint: 'number',
  bigint: 'number',
  'double precision': 'number',
  real: 'number',
  boolean: 'boolean',
  text: 'string',
  'character(2)': 'string',
  date: 'string',
  'time without time zone': 'string',
  tsvector: 'string',
  bytea: 'Buffer'
};

/** JSON columns hold what their name says. */
const json: Record<string, string> = {
  sources: 'Source[]',
  colours: 'Colours',
  headers: 'Record<string, string>',
  replaced: 'Record<string, string | string[]>',
  names: 'Localised',
  data: 'Record<string, unknown>',
  value: 'unknown',
  derived: 'DerivedFigure[]',
  citations: 'Citations',
  body: 'unknown'
};

function select(column: Column): string {
  if (column.type === 'jsonb') return json[column.name] ?? 'Localised';
  if (column.type.startsWith('timestamp')) return 'Date';
  if (column.type.endsWith('[]')) return `${scalar[column.type.slice(0, -2)] ?? 'unknown'}[]`;
  return scalar[column.type] ?? 'unknown';
}

function type(column: Column): string {
  const read = select(column) + (column.nullable ? ' | null' : '');
  const optional = column.nullable || column.default !== null || column.generated;
  if (column.always) return `GeneratedAlways<${read}>`;
  if (column.type === 'jsonb' && column.nullable)
    return `ColumnType<${read}, string | null | undefined, string | null>`;
  if (column.type === 'jsonb')
    return optional ? `ColumnType<${read}, string | undefined, string>` : `ColumnType<${read}, string, string>`;
  return optional && !column.nullable ? `Generated<${read}>` : read;
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string) => camel(`_${name}`);

async function describe(client: pg.Client) {
  const { rows: columns } = await client.query<Column>(`
    select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
      a.attidentity <> '' or a.attgenerated <> '' as generated, a.attidentity = 'a' or a.attgenerated <> '' as always,
      pg_get_expr(d.adbin, d.adrelid) as "default"
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely%'
    order by c.relname, a.attnum`);
  const { rows: constraints } = await client.query<{ table: string; definition: string }>(`
    select c.relname as "table", pg_get_constraintdef(k.oid) as definition from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relnamespace = 'public'::regnamespace and k.contype <> 'n' and c.relname not like 'kysely%' order by c.relname, k.contype, 2`);
  const { rows: indexes } = await client.query<{ definition: string }>(`
    select indexdef as definition from pg_indexes where schemaname = 'public' and tablename not like 'kysely%'
      and indexname not in (select conname from pg_constraint) order by tablename, indexname`);
  return { columns, constraints, indexes };
}

await withEmptyDatabase(async (connection) => {
  const client = new pg.Client(connection);
  await client.connect();
  const { columns, constraints, indexes } = await describe(client);
  await client.end();
  const tables = [...new Set(columns.map((column) => column.table))];
  const of = (table: string) => columns.filter((column) => column.table === table);
  await writeFile(
    new URL('tables.ts', folder),
    `// Written by scripts/schema.ts from the migrations; not edited by hand.\n` +
      `import type { ColumnType, Generated, GeneratedAlways } from 'kysely';\n` +
      `import type { Citations, Colours, DerivedFigure, Localised, Source } from './json.ts';\n\n` +
      tables
        .map(
          (table) =>
            `interface ${pascal(table)}Table {\n${of(table)
              .map((c) => `  ${camel(c.name)}: ${type(c)};`)
              .join('\n')}\n}\n`
        )
        .join('\n') +
      `\nexport interface Tables {\n${tables.map((table) => `  ${camel(table)}: ${pascal(table)}Table;`).join('\n')}\n}\n`
  );
  const column = (c: Column) =>
    `  ${c.name} ${c.type}${c.nullable ? '' : ' not null'}${c.default === null ? '' : ` default ${c.default}`}`;
  await writeFile(
    new URL('schema.sql', folder),
    `-- Written by scripts/schema.ts from the migrations, to be read; the migrations are what runs.\n\n` +
      tables
        .map((table) => {
          const rules = constraints.filter((c) => c.table === table).map((c) => `  ${c.definition}`);
          return `create table ${table} (\n${[...of(table).map(column), ...rules].join(',\n')}\n);\n`;
        })
        .join('\n') +
      `\n${indexes.map((index) => `${index.definition};`).join('\n')}\n`
  );
});
