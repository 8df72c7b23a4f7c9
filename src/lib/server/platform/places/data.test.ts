import { expect, test } from 'vitest';
import { packagedPlaces } from './data.ts';

const places = await Array.fromAsync(packagedPlaces());
const countries = places.filter((place) => place.kind === 'country');
const cities = places.filter((place) => place.kind === 'city');
const bySlug = new Map(places.map((place) => [place.slug, place]));

test('every country of ISO 3166-1 is there, with Kosovo, each once', () => {
  // 249 codes are assigned.
  expect(countries).toHaveLength(250);
  expect(new Set(countries.map((country) => country.countryCode)).size).toBe(250);
  expect(countries.map((country) => country.countryCode)).toEqual(
    expect.arrayContaining('AE AQ AZ BD BR BV CL CO CW EG GB KE PE PL PS SS TK TW UM XK ZA'.split(' '))
  );
});

test('a country is named in every language of the interface', () => {
  expect(bySlug.get('kenya')).toMatchObject({ name: 'Kenya', names: { es: 'Kenia', ar: 'كينيا', bn: 'কেনিয়া' } });
  expect(bySlug.get('bangladesh')?.names.bn).toBe('বাংলাদেশ'.normalize('NFC'));
  expect(bySlug.get('egypt')?.names).toMatchObject({ es: 'Egipto', fr: 'Égypte', ar: 'مصر', sw: 'Misri' });
  for (const country of countries) expect(country.name, country.countryCode).not.toBe(country.countryCode);
});

test('slugs are unique, and made of plain letters', () => {
  expect(bySlug.size).toBe(places.length);
  for (const slug of bySlug.keys()) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

test('the cities of the alliance’s record are there', () => {
  const found = [
    'nairobi-ke',
    'dhaka-bd',
    'bogota-co',
    'katowice-pl',
    'cairo-eg',
    'abu-dhabi-ae',
    'baku-az',
    'lima-pe',
    'cartagena-co',
    'barranquilla-co',
    'fortaleza-br',
    'santiago-cl',
    'cape-town-za',
    'amsterdam-nl'
  ].map((slug) => bySlug.get(slug)?.name);
  expect(found).toEqual([
    'Nairobi',
    'Dhaka',
    'Bogotá',
    'Katowice',
    'Cairo',
    'Abu Dhabi',
    'Baku',
    'Lima',
    'Cartagena',
    'Barranquilla',
    'Fortaleza',
    'Santiago',
    'Cape Town',
    'Amsterdam'
  ]);
});

test('a city has its names, time zone, population and point', () => {
  expect(bySlug.get('cairo-eg')).toMatchObject({
    geonameId: 360630,
    countryCode: 'EG',
    names: { es: 'El Cairo', fr: 'Le Caire', ar: 'القاهرة', bn: 'কায়রো'.normalize('NFC') },
    timezone: 'Africa/Cairo'
  });
  expect(bySlug.get('dhaka-bd')?.names.bn).toBe('ঢাকা');
  expect(bySlug.get('nairobi-ke')?.population).toBeGreaterThan(2_000_000);
  expect(bySlug.get('nairobi-ke')?.latitude).toBeCloseTo(-1.28, 1);
  expect(bySlug.get('katowice-pl')?.names.ar).toBe('كاتوفيتسه');
});

test('a name that another language shares is not taken for Arabic or Bengali', () => {
  // The Persian names of Tehran and Cairo are written in letters that Arabic has too.
  expect(bySlug.get('tehran-ir')?.names.ar).toBe('طهران');
  for (const city of cities) {
    expect(city.names.ar ?? '', city.slug).not.toMatch(/[پچژگکیۆہھے:،]/);
    expect(city.names.bn ?? '', city.slug).not.toMatch(/[ৰৱ]/);
  }
});

test('every city lies in a listed country, in the world, in a time zone that the runtime knows', () => {
  const codes = new Set(countries.map((country) => country.countryCode));
  for (const city of cities) {
    expect(codes, city.slug).toContain(city.countryCode);
    expect(Math.abs(city.latitude)).toBeLessThanOrEqual(90);
    expect(Math.abs(city.longitude)).toBeLessThanOrEqual(180);
  }
  for (const zone of new Set(places.map((place) => place.timezone))) {
    if (zone) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
  }
});

test('every capital is there, however small', () => {
  for (const slug of ['funafuti-tv', 'vaduz-li', 'vatican-city-va', 'sao-tome-st'])
    expect(bySlug.has(slug), slug).toBe(true);
});
