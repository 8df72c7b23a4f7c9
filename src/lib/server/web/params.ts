import { NotFound } from '../platform/errors.ts';
import { pageParam } from '../platform/params.ts';

/** The page of a list that an address asks for, from 1. */
export const readPage = (url: URL): number => pageParam(url.searchParams);

/** The number in an address. @throws NotFound for anything that is no number of a row */
export function readId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new NotFound(text);
  return Number(text);
}
