import { NotFound } from '../platform/errors.ts';
import { choiceParam, pageParam, textParam } from '../platform/params.ts';

/** The page of a list that an address asks for, from 1. */
export const readPage = (url: URL): number => pageParam(url.searchParams);

/** The number in an address. @throws NotFound for anything that is no number of a row */
export function readId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new NotFound(text);
  return Number(text);
}

/** One of the values that a parameter may have, or the first of them. */
export const readChoice = <const T extends readonly [string, ...string[]]>(
  url: URL,
  name: string,
  values: T
): T[number] => choiceParam(url.searchParams, name, values);

/** What a reader looks for, in one form of white space. */
export const readWords = (url: URL, name = 'q'): string => textParam(url.searchParams, name, 200);

/** Lets only those on who have anything to see here. @throws NotFound for all others */
export function onlyFor(condition: boolean): void {
  if (!condition) throw new NotFound('part of the desk');
}
