import { expect, test } from 'vitest';
import { layoutMail } from './layout.ts';
import { oneLine, wrap } from './text.ts';

const english = { locale: 'en', allianceName: 'Cities & Children' };

test('a mail has the same words as text and as HTML', () => {
  const { text, html } = layoutMail({
    ...english,
    heading: 'Welcome',
    paragraphs: [
      'Your message arrived.',
      { list: ['one', 'two'] },
      { button: { label: 'See it', url: 'https://example.org/m/1?a=1&b=2' } }
    ],
    footer: ['You get this because you wrote to us.', { link: { label: 'Leave', url: 'https://example.org/leave' } }]
  });
  expect(text).toBe(
    'Welcome\n=======\n\nYour message arrived.\n\n- one\n- two\n\nSee it\nhttps://example.org/m/1?a=1&b=2\n\n-- \nCities & Children\nYou get this because you wrote to us.\nLeave\nhttps://example.org/leave\n'
  );
  expect(html).toContain('<html lang="en" dir="ltr">');
  expect(html).toContain('text-align:left');
  expect(html).toContain('href="https://example.org/m/1?a=1&#38;b=2"');
  expect(html).toContain('<li style="margin:0 0 4px">two</li>');
  expect(html).toContain('prefers-color-scheme:dark');
  expect(html).not.toMatch(/<img|<table|url\(/);
});

test('an Arabic mail is written from right to left', () => {
  const { html } = layoutMail({
    locale: 'ar',
    allianceName: 'مدن للأطفال',
    heading: 'مرحبا',
    paragraphs: ['وصلت رسالتك.']
  });
  expect(html).toContain('<html lang="ar" dir="rtl">');
  expect(html).toContain('<div class="page" lang="ar" dir="rtl"');
  expect(html).toContain('text-align:right');
});

test('markup in a text does nothing', () => {
  const evil = '<script>alert("1")</script> & \'x\'';
  const { text, html } = layoutMail({
    locale: 'en"><b>',
    allianceName: evil,
    heading: evil,
    paragraphs: [evil, { list: [evil] }, { link: { label: evil, url: 'https://example.org/"><script>' } }],
    footer: [evil]
  });
  expect(html).not.toMatch(/<script|<b>/);
  expect(html).toContain('&#60;script&#62;');
  expect(text).toContain(evil);
});

test('a link leads to a page or a mailbox only', () => {
  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '/relative', '']) {
    expect(() => layoutMail({ ...english, paragraphs: [{ link: { label: 'x', url } }] })).toThrow(TypeError);
  }
});

test('lines of the text are short, and addresses whole', () => {
  const address = `https://example.org/${'a'.repeat(120)}`;
  const { text } = layoutMail({
    ...english,
    paragraphs: ['word '.repeat(80), { link: { label: 'Open', url: address } }]
  });
  expect(text.split('\n')).toContain(address);
  expect(
    text
      .split('\n')
      .filter((line) => line !== address)
      .every((line) => line.length <= 76)
  ).toBe(true);
});

test('line breaks of a writer are kept', () => {
  const { text, html } = layoutMail({ ...english, paragraphs: ['one\r\ntwo\n\nthree'] });
  expect(text).toContain('one\ntwo\n\nthree');
  expect(html).toContain('one<br>two<br><br>three');
});

test('a header value is one line', () => {
  expect(oneLine('a\r\nBcc: b\u2028c\u0000\td')).toBe('a Bcc: b c d');
  expect(wrap('aa bb cc', 5)).toBe('aa bb\ncc');
});
