import { expect, test } from 'vitest';
import { safePath } from './safe-path.ts';

test('a path on this site stays as it is', () => {
  for (const path of ['/', '/blog', '/blog?q=a%20b&page=2', '/es/library/x', '/a/b-c_d.html'])
    expect(safePath(path)).toBe(path);
});

test('nothing leads to another site', () => {
  const evil = [
    '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example', '/\n/evil.example',
    'https://evil.example/', 'http:evil.example', 'javascript:alert(1)', 'evil.example', '', ' /blog', '/es//evil.example',
    '/a/..//evil.example', '/%2F/evil.example/..//x'
  ]; // prettier-ignore
  for (const text of evil) {
    const path = safePath(text);
    expect(new URL(path, 'https://site.example').origin).toBe('https://site.example');
    expect(path).toMatch(/^\/(?!.*\/\/)/);
  }
  expect(safePath('/\\evil.example')).toBe('/');
});

test('the part after the hash is left out, and odd characters are escaped', () => {
  expect(safePath('/blog#x')).toBe('/blog');
  expect(safePath('/<script>')).toBe('/%3Cscript%3E');
});
