import { storable } from './text.ts';

/*
 * Query parameters are what strangers write. Everything here gives a usable value for any input: lists are short,
 * texts are bounded, and numbers are whole.
 */
const mostValues = 20;
const longestValue = 200;

/** What can be stored and compared: no NUL, no half characters, and cut between two characters. */
function clean(value: string, longest: number): string {
  const whole = storable(value).replace(/\s+/g, ' ').trim();
  return whole
    .slice(0, longest)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}

/** All values of a parameter, given several times or joined by commas, without repetition. */
export function listParam(params: URLSearchParams, name: string): string[] {
  const values = params.getAll(name).flatMap((value) => value.split(','));
  return [...new Set(values.map((value) => clean(value, longestValue)).filter(Boolean))].slice(0, mostValues);
}

/** A text, with white space in one form; empty when absent. */
export function textParam(params: URLSearchParams, name: string, longest = 500): string {
  return clean(params.get(name) ?? '', longest);
}

/** A page number from 1; anything else is page 1. */
export function pageParam(params: URLSearchParams): number {
  const page = /^\d{1,6}$/.test(params.get('page') ?? '') ? Number(params.get('page')) : 1;
  return page >= 1 && page <= 100_000 ? page : 1;
}

/** One of the values, or the first of them. */
export function choiceParam<const T extends readonly [string, ...string[]]>(
  params: URLSearchParams,
  name: string,
  values: T
): T[number] {
  const value = params.get(name);
  return value !== null && values.includes(value) ? value : values[0];
}

/** The years among a parameter's values. */
export function yearsParam(params: URLSearchParams, name: string): number[] {
  return listParam(params, name)
    .filter((value) => /^\d{4}$/.test(value))
    .map(Number);
}
