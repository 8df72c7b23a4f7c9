import { expect, test } from 'vitest';
import { routeAt, routeFiles } from './routes.ts';
import { accountPages, demoPages, halfwayPages, joiningPages, sitePages } from './site-pages.ts';

/** A page is looked at, in two scripts and two widths, because it is in a list. */
test('every page but those of the desk is in a list of pages that are looked at', () => {
  const listed = [...sitePages, ...joiningPages, ...accountPages, ...halfwayPages, ...demoPages].map(
    (address) => routeAt(address.replace('{own}', '/join/application/1').replace(/\{\w+\}/g, '1'))?.path
  );
  const pages = routeFiles.filter(({ path, file }) => !path.startsWith('/desk') && file.endsWith('+page.svelte'));
  expect(pages.map(({ path }) => path).filter((path) => !listed.includes(path))).toEqual([]);
  expect(pages.length).toBeGreaterThan(40);
});
