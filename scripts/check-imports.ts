/* Holds the order of the house: who may import whom (docs/house.md). Run by `npm run check`. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Layer {
  name: string;
  /** Beginnings of paths, with `/` at the end of folders. */
  at: string[];
  /** Names of layers, `domains` for all of them; `*` for anything. */
  imports: string[];
  /** May it take types from anywhere? They are gone when the code runs. */
  types?: true;
  /** May it know SvelteKit? */
  framework?: true;
}

/** From the bottom up. A domain may import the domains before it. */
// prettier-ignore
const domains = [
  'people', 'alliances', 'membership', 'joining', 'records', 'calls', 'library', 'blog', 'events', 'workshops',
  'positions', 'coordination', 'measures', 'contact', 'newsletter', 'search', 'desk'
];

const layers: Layer[] = [
  { name: 'messages', at: ['src/lib/paraglide/', 'src/lib/texts.'], imports: ['drawing'], framework: true },
  {
    // Numbers, addresses and pictures as text: for pages, feeds and mails alike.
    name: 'drawing',
    // prettier-ignore
    at: ['drawing/', 'fonts/', 'find-links.ts', 'format.', 'href.ts', 'labels.', 'locale.ts', 'moments.', 'place.ts', 'problems.ts', 'sayings.ts', 'shown.ts'].map(
      (file) => `src/lib/${file}`
    ),
    imports: ['messages'],
    framework: true
  },
  { name: 'platform', at: ['src/lib/server/platform/'], imports: ['messages', 'drawing'] },
  { name: 'web', at: ['src/lib/server/web/'], imports: ['platform', 'messages', 'drawing'], framework: true },
  ...domains.map((name, i) => ({
    name,
    at: [`src/lib/server/${name}/`],
    imports: ['platform', 'messages', 'drawing', ...domains.slice(0, i)]
  })),
  { name: 'components', at: ['src/lib/components/'], imports: ['messages', 'drawing'], types: true, framework: true },
  {
    name: 'routes',
    at: ['src/routes/', 'src/params/'],
    imports: ['web', 'domains', 'components', 'drawing', 'messages'],
    framework: true
  },
  {
    name: 'wiring',
    at: [
      ...[
        'reactions.',
        'retention.',
        'personal-data.',
        'schedule.',
        'permissions.',
        'start.ts',
        'first-content.',
        'starter',
        'instance.'
      ].map((file) => `src/lib/server/${file}`),
      'src/hooks',
      'src/app.d.ts',
      'server/'
    ],
    imports: ['*'],
    framework: true
  }
];

const framework = /^(svelte|@sveltejs\/kit|\$app|\$env)(\/|$)/;
const importing = /(?:\b(?:import|export)\b[^'"`;()]*?\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g;

/** Every breach of the order, one sentence each. Keys of `files` are paths from the project's folder. */
export function findImportProblems(files: Map<string, string>): string[] {
  const problems: string[] = [];
  for (const [path, text] of files) {
    if (/(^|\/)index\.(ts|js)$/.test(path)) problems.push(`${path}: no barrel files; import from the file itself`);
    const layer = layerOf(path);
    if (!layer) problems.push(`${path}: belongs to no layer; add it to scripts/check-imports.ts`);
    if (!layer || path.endsWith('.test.ts')) continue;
    for (const specifier of importsOf(path, text, layer.types)) problems.push(...judge(path, layer, specifier));
  }
  return problems;
}

function judge(path: string, layer: Layer, specifier: string): string[] {
  if (!layer.framework && framework.test(specifier)) return [`${path}: ${layer.name} must not know ${specifier}`];
  const target = resolve(path, specifier);
  const other = target === undefined ? undefined : layerOf(target);
  // By its full name it stays outside the pages' build; by any other, every message would be in memory twice.
  if (other?.name === 'messages' && layer !== other && !specifier.startsWith('#lib/paraglide/'))
    return [`${path}: write #lib/paraglide/… for ${specifier}`];
  if (!other || other === layer || layer.imports.includes('*') || layer.imports.includes(other.name)) return [];
  if (layer.imports.includes('domains') && domains.includes(other.name)) return [];
  return [`${path}: ${layer.name} must not import ${other.name} (${specifier})`];
}

const layerOf = (path: string) => layers.find(({ at }) => at.some((start) => path.startsWith(start)));

function importsOf(path: string, text: string, withoutTypes = false): string[] {
  const code = path.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((m) => m[1]).join('\n')
    : text;
  const bare = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const counted = withoutTypes ? bare.replace(/\bimport type\b[^;]*;/g, '') : bare;
  return [...counted.matchAll(importing)].map((match) => match[2] as string);
}

/** The path from the project's folder; undefined for packages and styles. */
function resolve(from: string, specifier: string): string | undefined {
  if (specifier.endsWith('.css')) return undefined;
  if (specifier.startsWith('#lib/')) return specifier.replace('#lib/', 'src/lib/');
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

/** All code files of the given folders, by path. */
export function readCode(root: string, folders: string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/').replace(/^\//, '');
      const wanted = entry.isFile() && /(?<!\.d)\.(ts|js|svelte)$/.test(path) && !path.startsWith('src/lib/paraglide/');
      if (wanted) files.set(path, readFileSync(join(root, path), 'utf8'));
    }
  }
  return files;
}

if (import.meta.main) {
  const problems = findImportProblems(readCode(fileURLToPath(new URL('..', import.meta.url)), ['src', 'server']));
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
