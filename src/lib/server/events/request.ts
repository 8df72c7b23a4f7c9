import { pageParam } from '../platform/params.ts';

/** Reads which page of past events an address asks for; anything that makes no sense is the first. */
export const readPastPage = (params: URLSearchParams): number => pageParam(params);
