/*
 * What every message says, read from messages/ as it stands. Paraglide compiles the same into a function for each
 * message and language, and their sources would stand in memory with ten times what they say. Its part are the types,
 * and the language of whoever asks. As `m`, all this is what `paraglide/messages.js` gives out.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { locales, type Locale } from './locale.ts';
import type * as Messages from './paraglide/messages/_index.js';
import { getLocale } from './paraglide/runtime.js';

/** A text, or texts with the names of what stands between them. */
type Parts = string | string[];
type Message = Parts | { count: string; forms: Record<string, Parts> };
/** As it stands in a file. One with a number in it has a text for each of the number's forms, `countPlural=one`. */
type Written = string | [{ declarations: string[]; match: Record<string, string> }];
type Inputs = Record<string, unknown>;

const folder = new URL('../../messages/', import.meta.url);
const domains = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? entry.name : []
);
const rules = new Map<Locale, Intl.PluralRules>();

export const m = readMessages() as unknown as typeof Messages;

function readMessages(): Record<string, (inputs?: Inputs, options?: { locale?: Locale }) => string> {
  const messages = new Map<string, Partial<Record<Locale, Message>>>();
  for (const locale of locales) {
    for (const domain of domains) {
      const file = readFileSync(new URL(`${domain}/${locale}.json`, folder), 'utf8');
      for (const [key, written] of Object.entries(JSON.parse(file) as Record<string, Written>)) {
        const message = messages.get(key) ?? {};
        message[locale] = prepare(written);
        messages.set(key, message);
      }
    }
  }
  return Object.fromEntries(
    [...messages].map(([key, message]) => [
      key,
      (inputs = {}, { locale = getLocale() } = {}) => say(message[locale]!, inputs, locale)
    ])
  );
}

function prepare(written: Written): Message {
  if (typeof written === 'string') return takeApart(written);
  const [{ declarations, match }] = written;
  const forms = Object.entries(match).map(([form, text]) => [form.split('=')[1]!, takeApart(text)] as const);
  return { count: /= (\w+): plural/.exec(declarations.join())![1]!, forms: Object.fromEntries(forms) };
}

function takeApart(text: string): Parts {
  const parts = text.split(/(?<!\\)\{(\w+)\}/).map((part) => part.replace(/\\([\\{}])/g, '$1'));
  return parts.length === 1 ? parts[0]! : parts;
}

function say(message: Message, inputs: Inputs, locale: Locale): string {
  if (typeof message === 'string') return message;
  if (!Array.isArray(message)) {
    const form = formOf(inputs[message.count], locale);
    return say(message.forms[form] ?? message.forms['*']!, inputs, locale);
  }
  let text = message[0]!;
  for (let i = 1; i < message.length; i += 2) text += `${String(inputs[message[i]!])}${message[i + 1]!}`;
  return text;
}

/** The form that a language has for a number. To make its rules takes a hundred times as long as to ask them. */
function formOf(count: unknown, locale: Locale): string {
  let known = rules.get(locale);
  if (!known) rules.set(locale, (known = new Intl.PluralRules(locale)));
  return known.select(Number(count));
}
