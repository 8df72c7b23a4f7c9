import { describe, expect, test } from 'vitest';
import { readBody, safeHref } from './body.ts';

const doc = (...content: unknown[]) => ({ type: 'doc', content });
const text = (text: string, ...marks: unknown[]) => ({ type: 'text', text, marks });
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content });

describe('the text of a post', () => {
  test('paragraphs, headings, lists and quotes are read, under either way of writing their names', () => {
    const body = doc(
      { type: 'heading', attrs: { level: 1 }, content: [text('Streets')] },
      { type: 'heading', attrs: { level: 4 }, content: [text('Crossings')] },
      paragraph(
        text('Plain '),
        text('bold', { type: 'bold' }),
        { type: 'hard_break' },
        text('both', { type: 'strong' }, { type: 'em' })
      ),
      { type: 'bullet_list', content: [{ type: 'list_item', content: [paragraph(text('one'))] }] },
      {
        type: 'orderedList',
        attrs: { start: 3 },
        content: [{ type: 'listItem', content: [paragraph(text('three'))] }]
      },
      { type: 'blockquote', content: [paragraph(text('said'))] }
    );
    expect(readBody(body)).toEqual([
      { kind: 'heading', level: 2, content: [{ text: 'Streets' }] },
      { kind: 'heading', level: 3, content: [{ text: 'Crossings' }] },
      {
        kind: 'paragraph',
        content: [{ text: 'Plain ' }, { text: 'bold', bold: true }, 'break', { text: 'both', bold: true, italic: true }]
      },
      { kind: 'bullets', items: [[{ kind: 'paragraph', content: [{ text: 'one' }] }]] },
      { kind: 'numbers', start: 3, items: [[{ kind: 'paragraph', content: [{ text: 'three' }] }]] },
      { kind: 'quote', content: [{ kind: 'paragraph', content: [{ text: 'said' }] }] }
    ]);
  });

  test('a link keeps its address only where it leads to a page or a mail', () => {
    expect(safeHref('https://example.org/a?b#c')).toBe('https://example.org/a?b#c');
    expect(safeHref('mailto:a@example.org')).toBe('mailto:a@example.org');
    expect(safeHref('/library/x')).toBe('/library/x');
    for (const bad of [
      'javascript:alert(1)',
      ' JAVA\tSCRIPT:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      7,
      null,
      'http://['
    ]) {
      expect(safeHref(bad)).toBeUndefined();
    }
    const [block] = readBody(doc(paragraph(text('click', { type: 'link', attrs: { href: 'javascript:alert(1)' } }))));
    expect(block).toEqual({ kind: 'paragraph', content: [{ text: 'click' }] });
  });

  test('text in a node that is not known is kept, and the node is not', () => {
    const body = doc(
      { type: 'callout', content: [paragraph(text('kept'))] },
      { type: 'script', content: [text('alert(1)')] },
      text('loose')
    );
    expect(readBody(body)).toEqual([
      { kind: 'paragraph', content: [{ text: 'kept' }] },
      { kind: 'paragraph', content: [{ text: 'alert(1)' }] },
      { kind: 'paragraph', content: [{ text: 'loose' }] }
    ]);
  });

  test('what is no document, or nests without end, is an empty text and not an error', () => {
    for (const odd of [null, undefined, 'text', 7, [], {}, { content: 'x' }, doc(null, 7, 'x', { type: 'heading' })]) {
      expect(readBody(odd)).toEqual([]);
    }
    let deep: unknown = text('deep');
    for (let i = 0; i < 5000; i++) deep = { type: 'blockquote', content: [deep] };
    expect(JSON.stringify(readBody(doc(deep)))).not.toContain('deep');
  });
});
