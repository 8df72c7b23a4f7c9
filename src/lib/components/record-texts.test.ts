import { afterEach, describe, expect, it } from 'vitest';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { offsetText } from './offset-text.ts';
import { linkTo, pathOf, siteOf } from './source-text.ts';
import { splitLede } from './split-lede.ts';
import { breadcrumbs, eventThing, type EventThing } from './structured.ts';

afterEach(() => overwriteGetLocale(() => 'en'));

describe('a source', () => {
  it('is named by its site and the readable path on it', () => {
    const url = 'https://www.example.org/%D8%A3%D9%88%D9%84/page/?q=1';
    expect([siteOf(url), pathOf(url)]).toEqual(['example.org', 'أول/page']);
    expect([siteOf('https://example.com./x'), pathOf('https://example.org/')]).toEqual(['example.com', '']);
  });

  it('is shown as it is when it is no address, and never followed', () => {
    expect([siteOf('a book'), pathOf('a book'), linkTo('a book')]).toEqual(['a book', '', undefined]);
    expect([linkTo('javascript:alert(1)'), linkTo('HTTPS://example.org/')]).toEqual([
      undefined,
      'HTTPS://example.org/'
    ]);
    expect(pathOf('https://example.org/%ff')).toBe('%ff');
  });
});

describe('a long introduction', () => {
  it('is parted at the end of a sentence', () => {
    const sentence = `The ${'word '.repeat(20)}end.`;
    const [lede, rest] = splitLede(`${sentence} ${sentence} ${sentence}`, 'en');
    expect([lede, rest]).toEqual([`${sentence} ${sentence}`, sentence]);
  });

  it('stays whole when it is short, or one sentence', () => {
    expect(splitLede('Short. Shorter.', 'en')).toEqual(['Short. Shorter.', '']);
    const one = `${'word '.repeat(80)}end.`;
    expect(splitLede(one, 'en')).toEqual([one, '']);
    expect(splitLede('', 'en')).toEqual(['', '']);
  });
});

describe('an offset', () => {
  it('is written as people write it, in its own direction', () => {
    const bare = (offset: string) => offsetText(offset).slice(1, -1);
    expect(['+02:00', '-03:30', '+05:45', '+00:00'].map(bare)).toEqual(['UTC+2', 'UTC−3:30', 'UTC+5:45', 'UTC+0']);
    expect(offsetText('+02:00')).toMatch(/^\u2066.*\u2069$/);
    overwriteGetLocale(() => 'bn');
    expect(['+06:00', '+05:05'].map(bare)).toEqual(['UTC+৬', 'UTC+৫:০৫']);
  });
});

describe('what search engines read', () => {
  const event: EventThing = {
    title: 'Example',
    lede: null,
    language: 'en',
    kind: 'networking-event',
    status: 'confirmed',
    startsOn: '2022-06-27',
    endsOn: '2022-06-27',
    startsAt: '14:30:00',
    endsAt: '16:00:00',
    venue: null,
    room: 'Room 19',
    place: { kind: 'city', countryCode: 'PL', name: 'Katowice' },
    hosts: [{ role: 'host', name: 'Host', slug: 'host' }],
    speakers: [],
    parentTitle: null,
    parentSlug: null,
    parts: [],
    when: { offset: '+02:00', endOffset: '+02:00' }
  };
  const thing = (changes: Partial<EventThing>) =>
    eventThing({ ...event, ...changes }, 'https://a.example/events/example', (path) => `https://a.example${path}`);

  it('has the start with its offset, or the day alone where no time is known', () => {
    expect(thing({})).toMatchObject({ startDate: '2022-06-27T14:30:00+02:00', endDate: '2022-06-27T16:00:00+02:00' });
    expect(thing({ startsAt: null, endsAt: null })).toMatchObject({ startDate: '2022-06-27', endDate: '2022-06-27' });
  });

  it('says that an event is cancelled, who runs it and where, and nothing that is not known', () => {
    expect(thing({ status: 'cancelled' })).toMatchObject({ eventStatus: 'https://schema.org/EventCancelled' });
    expect(thing({})).toMatchObject({
      organizer: [{ name: 'Host', url: 'https://a.example/members/host' }],
      location: { name: 'Room 19', address: { addressCountry: 'PL', addressLocality: 'Katowice' } }
    });
    const bare = thing({ hosts: [], place: null });
    expect(
      ['organizer', 'location', 'performer', 'superEvent', 'subEvent', 'description'].filter((key) => key in bare)
    ).toEqual([]);
  });

  it('numbers the way to a page', () => {
    expect(breadcrumbs([{ text: 'Home', href: '/' }, { text: 'Here' }], 'https://a.example')).toMatchObject({
      itemListElement: [
        { position: 1, item: 'https://a.example/' },
        { position: 2, name: 'Here' }
      ]
    });
  });
});
