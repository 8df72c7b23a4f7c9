/* What the program answers, read from its routes: tests that hold for all of them miss none that comes later. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../src/routes/', import.meta.url));

export interface Route {
  /** From `src/routes/` on. */
  file: string;
  /** Who it is for, by its outermost group: `desk`, `auth`, `site`; empty for none. */
  group: string;
  /** Its address, with its parameters in brackets. */
  path: string;
  params: string[];
  text: string;
  /** The names of its form actions; `default` for the one that needs no name. */
  actions: string[];
  /** The methods that an endpoint answers; none for a page. */
  methods: string[];
}

const isRoute = /(^|\/)\+(page|page\.server|server)\.(ts|svelte)$/;

function actionsIn(text: string): string[] {
  const after = text.split(/export const actions\b[^=]*=/)[1]?.split(/^\};|\};$/m)[0] ?? '';
  return [...after.matchAll(/^ {2}(?:async )?'?([\w-]+)'?(?=[:(])|[{,] (\w+): does\(/gm)].map(([, a, b]) => a ?? b!);
}

function read(file: string): Route {
  const text = readFileSync(folder + file, 'utf8');
  const path = `/${file
    .replace(/(^|\/)\+[^/]*$/, '')
    .replace(/\(\w+\)\/?/g, '')
    .replaceAll('[x+2e]', '.')}`.replace(/(?<=.)\/$/, '');
  return {
    file,
    group: /^\((\w+)\)/.exec(file)?.[1] ?? '',
    path,
    params: [...path.matchAll(/\[([^\]]+)\]/g)].map(([, name]) => name!),
    text,
    actions: actionsIn(text),
    methods: [...text.matchAll(/^export const (GET|POST|PUT|PATCH|DELETE)\b/gm)].map(([, method]) => method!)
  };
}

/** Every page and endpoint; a page whose server part is a file of its own is there by that, and by its own file too. */
export const routeFiles: Route[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => isRoute.test(file))
  .sort()
  .map(read);

/** The same, each address once: of a page with a server part that part. */
export const routes: Route[] = routeFiles.filter(
  ({ file }) =>
    !file.endsWith('+page.svelte') || !routeFiles.some((other) => other.file === file.replace('.svelte', '.server.ts'))
);

/** The path of the address that a route has for these parameters; `undefined` where one of them is not known. */
export function pathOf(route: Route, known: (param: string) => string | number | undefined): string | undefined {
  let path: string | undefined = route.path;
  for (const param of route.params) {
    const value = known(param);
    path = value === undefined ? undefined : path?.replace(`[${param}]`, String(value));
  }
  return path;
}

/** What posts to an action of a route go to. */
export const actionAt = (url: string, action: string): string =>
  action === 'default' ? url : `${url}${url.includes('?') ? '&' : '?'}/${action}`;

/** The route of an address, whatever its query: the one with the fewest parameters, as the router takes it. */
export const routeAt = (address: string): Route | undefined =>
  routes.toSorted((a, b) => a.params.length - b.params.length).find((route) => isAt(route, address));

function isAt(route: Route, address: string): boolean {
  const pattern = route.path
    .replace(/[.*+?^${}()|\\]/g, '\\$&')
    .split(/\[[^\]]+\]/)
    .join('[^/]+');
  return new RegExp(`^${pattern}$`).test(address.split(/[?#]/)[0]!);
}

/** The lists of the desk that are there as tables, by their names in the address. */
export const tableNames: string[] =
  /new Map\(Object\.entries\(\{([^}]*)\}/
    .exec(readFileSync(`${folder}(desk)/desk/[list].csv/exports.ts`, 'utf8'))?.[1]
    ?.split(',')
    .map((name) => name.trim()) ?? [];
