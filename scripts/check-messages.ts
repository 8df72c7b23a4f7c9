/* Holds the messages complete: every key in every language, and no text of the interface outside of them. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCode } from './check-imports.ts';

export const locales = ['en', 'es', 'fr', 'ar', 'bn', 'sw'] as const;

/** Domain → locale → what its file holds. */
export type Messages = Record<string, Record<string, Record<string, unknown>>>;

/** Names and abbreviations that are the same in every language. */
const sameEverywhere =
  /\b(Cities4Children|RSS|Atom|iCal|CSV|JSON|PDF|BibTeX|RIS|OAI-PMH|API|URL|ActivityPub|OpenAPI|QR|km|KB|MB)\b/g;
/** French sets off these signs by a narrow space that no line breaks at (Lexique de l’Imprimerie nationale). */
const wideSpace = /[ \u00a0][:;?!»]|«[ \u00a0]/;
const spokenAttributes = /\s(?:alt|title|placeholder|aria-label|aria-description|label)="([^"{]*)"/g;

/** Keys and placeholders that differ between the languages, forms of a number that are missing, and empty values. */
export function findMessageProblems(messages: Messages): string[] {
  const problems: string[] = [];
  for (const [domain, files] of Object.entries(messages)) {
    const keys = new Set(Object.values(files).flatMap((file) => Object.keys(file)));
    keys.delete('$schema');
    for (const key of keys) {
      const wanted = placeholders(files.en?.[key]).join(', ');
      for (const locale of locales) {
        const value = files[locale]?.[key];
        const at = `messages/${domain}/${locale}.json: ${key}`;
        if (value === undefined) problems.push(`${at} is missing`);
        else if (formsMissing(value, locale).length > 0)
          problems.push(`${at} has no form for ${formsMissing(value, locale).join(', ')}`);
        else if (textsOf(value).length === 0 || textsOf(value).some((text) => text.trim() === ''))
          problems.push(`${at} is empty`);
        else if (files.en?.[key] !== undefined && placeholders(value).join(', ') !== wanted) {
          problems.push(`${at} has the placeholders {${placeholders(value).join(', ')}}, and English {${wanted}}`);
        } else if (locale === 'fr' && textsOf(value).some((text) => wideSpace.test(text)))
          problems.push(`${at} has a space before a sign that takes a narrow one which does not break (U+202F)`);
      }
    }
  }
  return problems;
}

/** Keys that no code uses. A key made at run time, m[`state_${name}`], uses all that begin so. */
export function findUnusedKeys(messages: Messages, code: Iterable<string>): string[] {
  const all = [...code].join('\n');
  const used = new Set(
    [...all.matchAll(/\bm\s*\??\.\s*(\w+)|\bm\[\s*['"]([^'"]+)['"]/g)].map((match) => match[1] ?? match[2])
  );
  const beginnings = [...all.matchAll(/\bm\[\s*`([^$`]+)\$\{/g)].map((match) => match[1] as string);
  const problems: string[] = [];
  for (const [domain, files] of Object.entries(messages)) {
    for (const key of Object.keys(files.en ?? {})) {
      if (key === '$schema' || used.has(key) || beginnings.some((start) => key.startsWith(start))) continue;
      problems.push(`messages/${domain}/en.json: ${key} is not used`);
    }
  }
  return problems;
}

/** Text that a visitor would read in one language only: words between tags, and in attributes that are read aloud. */
export function findLiteralText(path: string, source: string): string[] {
  const markup = source.replace(/<!--[\s\S]*?-->/g, '').replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '');
  const plain = withoutExpressions(markup);
  const spoken = [...plain.matchAll(spokenAttributes)].map((match) => match[1] as string);
  const between = plain.replace(/<[^>]*>/g, '\n').split('\n');
  return [...spoken, ...between]
    .map((text) => text.replace(/&\w+;/g, ' ').trim())
    .filter((text) => /\p{L}{2}/u.test(text.replace(sameEverywhere, '')))
    .map((text) => `${path}: “${text.slice(0, 60)}” is not in the messages`);
}

/** Without `{…}`, braces within braces included. */
function withoutExpressions(markup: string): string {
  let depth = 0;
  let plain = '';
  for (const character of markup) {
    if (character === '{') depth++;
    else if (character === '}') depth = Math.max(0, depth - 1);
    else if (depth === 0) plain += character;
  }
  return plain;
}

/** The texts of a message, which has several when they depend on a number. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.flatMap((variant: { match?: Record<string, string> }) => Object.values(variant.match ?? {}));
}

/** Forms that a number takes in the language (Unicode CLDR plural rules) and a message by number has no text for. */
function formsMissing(value: unknown, locale: string): string[] {
  if (!Array.isArray(value)) return [];
  const forms = value.flatMap((variant: { match?: Record<string, string> }) =>
    Object.keys(variant.match ?? {}).map((key) => key.split('=').at(-1)?.replace('*', 'other'))
  );
  return new Intl.PluralRules(locale).resolvedOptions().pluralCategories.filter((form) => !forms.includes(form));
}

function placeholders(value: unknown): string[] {
  const names = textsOf(value).flatMap((text) =>
    [...text.matchAll(/(?<!\\)\{(\w+)\}/g)].map((match) => match[1] as string)
  );
  return [...new Set(names)].sort();
}

function readMessages(folder: string): Messages {
  const messages: Messages = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.endsWith('.inlang')) continue;
    messages[entry.name] = {};
    for (const locale of locales) {
      const path = join(folder, entry.name, `${locale}.json`);
      if (existsSync(path))
        messages[entry.name]![locale] = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    }
  }
  return messages;
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const messages = readMessages(join(root, 'messages'));
  const code = readCode(root, ['src', 'server']);
  const pages = [...code].filter(([path]) => path.endsWith('.svelte') && !path.includes('DesignSheet'));
  const problems = [
    ...findMessageProblems(messages),
    ...findUnusedKeys(messages, code.values()),
    ...pages.flatMap(([path, source]) => findLiteralText(path, source))
  ];
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
