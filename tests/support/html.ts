/* Pages as a browser reads them: parsed by the rules of the HTML standard, never by looking for text. */
import { parse, type DefaultTreeAdapterTypes } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;

export interface Tag {
  name: string;
  attributes: Record<string, string>;
  /** All text inside, as it stands. */
  text: string;
}

/** Every element of a page, in its order. */
export function tagsOf(html: string): Tag[] {
  const tags: Tag[] = [];
  const visit = (node: Node): string => {
    if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value;
    if (!('tagName' in node)) return '';
    const tag: Tag = {
      name: node.tagName,
      attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
      text: ''
    };
    tags.push(tag);
    const children = 'content' in node ? node.content.childNodes : node.childNodes;
    tag.text = children.map(visit).join('');
    return tag.text;
  };
  parse(html).childNodes.forEach(visit);
  return tags;
}

/** The address that an element leads to or loads; undefined for one that does neither. */
const addressOf = ({ name, attributes }: Tag): string | undefined => {
  if (name === 'meta') return /^og:(image|url)$/.test(attributes.property ?? '') ? attributes.content : undefined;
  return attributes.href ?? attributes.src ?? (name === 'form' ? attributes.action : undefined);
};

/** Where an element loads something from as soon as the page is shown. */
const isLoaded = ({ name, attributes }: Tag) =>
  name === 'link'
    ? /stylesheet|icon|preload|manifest/.test(attributes.rel ?? '')
    : ['img', 'script', 'iframe', 'source', 'video', 'audio', 'object', 'embed', 'use'].includes(name);

export interface Page {
  tags: Tag[];
  /** Addresses on this site that the page leads to, absolute, with their fragments. */
  links: string[];
  ids: Set<string>;
  /** What is wrong with the page, a sentence each; none when it is right. */
  problems: string[];
}

/** Reads a page and looks at everything that can be said of it without showing it. */
export function readPage(html: string, url: string, locale: string): Page {
  const tags = tagsOf(html);
  const problems: string[] = [];
  const { origin } = new URL(url);
  const expect = (holds: boolean, problem: string) => void (holds || problems.push(`${url}: ${problem}`));
  const named = (name: string) => tags.filter((tag) => tag.name === name);

  const heads = named('h1');
  expect(heads.length === 1 && heads[0]?.text.trim() !== '', `${heads.length} h1`);
  expect(
    named('title').some(({ text }) => text.trim() !== '' && !/undefined|null|\{/.test(text)),
    'no title'
  );
  const { lang, dir } = named('html')[0]?.attributes ?? {};
  expect(lang === locale && dir === (locale === 'ar' ? 'rtl' : 'ltr'), `is marked ${lang}, ${dir}`);
  expect(named('main').length === 1, `${named('main').length} main`);
  expect(named('style').length === 0, 'a style element');
  for (const { attributes, text } of named('script')) {
    // Signing in by passkey is an extra that only a script can give.
    const isExtra = attributes.src === '/scripts/passkey.js' && new URL(url).pathname.endsWith('/sign-in');
    const isData = attributes.type === 'application/ld+json' && isJson(text);
    expect(isExtra || isData, `a script: ${text.slice(0, 80)}`);
  }
  for (const tag of tags) {
    const odd = Object.keys(tag.attributes).filter((name) => name === 'style' || name.startsWith('on'));
    expect(odd.length === 0, `${tag.name} with ${odd.join()}`);
    const address = addressOf(tag);
    if (isLoaded(tag) && address !== undefined) expect(new URL(address, url).origin === origin, `loads ${address}`);
  }
  const ids = tags.flatMap(({ attributes }) => attributes.id ?? []);
  const doubled = ids.filter((id, at) => ids.indexOf(id) !== at);
  expect(doubled.length === 0, `ids given twice: ${doubled.join()}`);

  const links = tags.flatMap((tag) => {
    const address = addressOf(tag);
    const target = address === undefined ? undefined : URL.parse(address, url);
    expect(address === undefined || target !== null, `leads to ${address}`);
    if (tag.name === 'form' && tag.attributes.method?.toLowerCase() === 'post') return [];
    return target?.origin === origin ? [target.href] : [];
  });
  return { tags, links, ids: new Set(ids), problems };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export interface Field {
  /** `text`, `email`, `hidden`, `checkbox` and so on; `textarea`, `select` and `button` for those. */
  type: string;
  name: string;
  value: string;
  /** Whether it is ticked, or one of several that is. */
  checked: boolean;
  /** What a list lets one choose. */
  options: string[];
}

export interface Form {
  method: string;
  /** Where it goes, as the page says it; and where its buttons have it go instead. */
  actions: string[];
  fields: Field[];
}

/** Every form of a page, with all that it would send. */
export function formsOf(html: string): Form[] {
  const forms: Form[] = [];
  const visit = (node: Node, form?: Form): void => {
    if (!('tagName' in node)) return;
    const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
    const { type = 'text', name, value = '', formaction, action, method = 'get' } = attributes;
    const text = () => node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
    let inside = form;
    if (node.tagName === 'form')
      forms.push(
        (inside = { method: method.toLowerCase(), actions: action === undefined ? [] : [action], fields: [] })
      );
    if (form && formaction !== undefined) form.actions.push(formaction);
    if (form && name !== undefined) {
      const field = { name, value, checked: 'checked' in attributes, options: [] as string[] };
      if (node.tagName === 'input')
        form.fields.push({
          ...field,
          type,
          value: /^(checkbox|radio)$/.test(type) ? (attributes.value ?? 'on') : value
        });
      if (node.tagName === 'button') form.fields.push({ ...field, type: 'button' });
      if (node.tagName === 'textarea') form.fields.push({ ...field, type: 'textarea', value: text() });
      if (node.tagName === 'select') {
        const options = optionsOf(node);
        const chosen = options.find(({ selected }) => selected) ?? options[0];
        form.fields.push({
          ...field,
          type: 'select',
          value: chosen?.value ?? '',
          options: options.map((o) => o.value)
        });
      }
    }
    for (const child of 'content' in node ? node.content.childNodes : node.childNodes) visit(child, inside);
  };
  parse(html).childNodes.forEach((node) => visit(node));
  // One that names no place goes to its page.
  return forms.map((form) => ({ ...form, actions: form.actions.length > 0 ? form.actions : [''] }));
}

function optionsOf(node: Node): { value: string; selected: boolean }[] {
  if (!('tagName' in node)) return [];
  if (node.tagName !== 'option') return node.childNodes.flatMap(optionsOf);
  const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
  const text = node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
  return [{ value: attributes.value ?? text.trim(), selected: 'selected' in attributes }];
}
