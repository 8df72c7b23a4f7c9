import { expect, test } from 'vitest';
import { deskPages } from './desk-pages.ts';
import { routeAt, routeFiles } from './routes.ts';

/** A page of the desk is looked at, and its forms are attacked, because it is in the list. */
test('every page of the desk is in the list of its pages', () => {
  const listed = Object.values(deskPages)
    .flat()
    .map((address) => routeAt(address.replace(/\{\w+\}/g, '1'))?.path);
  const pages = routeFiles.filter(({ path, file }) => path.startsWith('/desk') && file.endsWith('+page.svelte'));
  expect(pages.map(({ path }) => path).filter((path) => !listed.includes(path))).toEqual([]);
  expect(pages.length).toBeGreaterThan(25);
});
