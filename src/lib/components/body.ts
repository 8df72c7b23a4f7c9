/*
 * The text of a post is kept as a tree of nodes, as editors of the ProseMirror family write it. What is in the
 * database is not trusted to be what this program would write: only what is named here gets through, and text that
 * stands in a node that is not known is kept without the node.
 */

export type Inline = { text: string; bold?: true; italic?: true; href?: string } | 'break';
export type Block =
  | { kind: 'paragraph'; content: Inline[] }
  | { kind: 'heading'; level: 2 | 3; content: Inline[] }
  | { kind: 'bullets'; items: Block[][] }
  | { kind: 'numbers'; start: number; items: Block[][] }
  | { kind: 'quote'; content: Block[] };

/** Deeper than any text is meant to be, and far from where a tree made to harm would end the program. */
const deepest = 12;

type Node = { type?: unknown; text?: unknown; attrs?: Record<string, unknown>; marks?: unknown; content?: unknown };

const nodesOf = (value: unknown): Node[] =>
  Array.isArray(value) ? value.filter((node): node is Node => typeof node === 'object' && node !== null) : [];
/** `bulletList` and `bullet_list` are one name. */
const typeOf = (node: Node): string =>
  String(node.type ?? '').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const isInline = (node: Node): boolean => ['text', 'hardBreak'].includes(typeOf(node));

/** The address of a link if it leads to a page or to a mail, and undefined for whatever else a browser would run. */
export function safeHref(href: unknown): string | undefined {
  if (typeof href !== 'string') return undefined;
  const here = 'https://here.invalid';
  const url = URL.parse(href, here);
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return undefined;
  return url.origin === here ? url.href.slice(here.length) : url.href;
}

/** The blocks of a body; none where it is not a document. */
export function readBody(body: unknown): Block[] {
  return blocksOf((body as Node | null)?.content, 0);
}

function blocksOf(content: unknown, depth: number): Block[] {
  if (depth > deepest) return [];
  const blocks: Block[] = [];
  let loose: Node[] = [];
  const gather = () => {
    const inline = inlineOf(loose, depth);
    if (inline.length > 0) blocks.push({ kind: 'paragraph', content: inline });
    loose = [];
  };
  for (const node of nodesOf(content)) {
    if (isInline(node)) loose.push(node);
    else {
      gather();
      blocks.push(...blockOf(node, depth));
    }
  }
  gather();
  return blocks;
}

function blockOf(node: Node, depth: number): Block[] {
  const items = () => nodesOf(node.content).map((item) => blocksOf(item.content, depth + 2));
  switch (typeOf(node)) {
    case 'paragraph':
      return blocksOf(node.content, depth + 1);
    case 'heading': {
      const content = inlineOf(nodesOf(node.content), depth);
      return content.length > 0 ? [{ kind: 'heading', level: Number(node.attrs?.level) > 2 ? 3 : 2, content }] : [];
    }
    case 'bulletList':
      return [{ kind: 'bullets', items: items() }];
    case 'orderedList': {
      const start = Number(node.attrs?.start ?? node.attrs?.order ?? 1);
      return [{ kind: 'numbers', start: Number.isSafeInteger(start) ? start : 1, items: items() }];
    }
    case 'blockquote':
      return [{ kind: 'quote', content: blocksOf(node.content, depth + 1) }];
    default:
      return blocksOf(node.content, depth + 1);
  }
}

function inlineOf(nodes: Node[], depth: number): Inline[] {
  if (depth > deepest) return [];
  return nodes.flatMap((node): Inline[] => {
    if (typeOf(node) === 'hardBreak') return ['break'];
    if (typeof node.text !== 'string') return inlineOf(nodesOf(node.content), depth + 1);
    const marks = new Map(nodesOf(node.marks).map((mark) => [typeOf(mark), mark]));
    const href = safeHref(marks.get('link')?.attrs?.href);
    return [
      {
        text: node.text,
        ...((marks.has('bold') || marks.has('strong')) && { bold: true as const }),
        ...((marks.has('italic') || marks.has('em')) && { italic: true as const }),
        ...(href && { href })
      }
    ];
  });
}
