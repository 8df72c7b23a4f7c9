import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { countQueries } from '../../../../../tests/support/queries.ts';
import { databaseOf } from '../../../../../tests/support/within.ts';
import { locales } from '#lib/locale.ts';
import {
  countryName,
  findCity,
  findCountry,
  getCountry,
  listCountries,
  loadPlaces,
  placeLineage,
  placeName,
  placesById,
  placesBySlug,
  placeWords
} from './places.ts';

const within = databaseOf(async (ctx) => ({ loaded: await loadPlaces(ctx) }));

describe('the packaged places', () => {
  test(
    'are loaded once: a second time nothing is added',
    within(async (ctx, { loaded }) => {
      const count = async () => (await sql<{ n: number }>`select count(*) as n from place`.execute(ctx.db)).rows[0]!.n;
      expect(loaded).toBeGreaterThan(5_000);
      expect(await count()).toBe(loaded);
      expect(await loadPlaces(ctx)).toBe(0);
      expect(await count()).toBe(loaded);
    })
  );

  test(
    'are countries, and cities each of which lies in its country',
    within(async (ctx) => {
      const { rows } = await sql<{ stray: number; unnamed: number }>`
      select count(*) filter (where c.country_code <> p.country_code) as stray,
        (select count(*) from place x where not exists (select from place_name n where n.place_id = x.id)) as unnamed
      from place p join place c on c.id = p.parent_id`.execute(ctx.db);
      expect(rows[0]).toEqual({ stray: 0, unnamed: 0 });
      const countries = await listCountries(ctx);
      expect(countries.length).toBeGreaterThan(190);
      expect(countries.slice(0, 2).map(({ countryCode }) => countryCode)).toEqual(['AF', 'AX']);
    })
  );
});

describe('a country', () => {
  test(
    'has its name in all six languages, and is found by any of them',
    within(async (ctx) => {
      const kenya = await getCountry(ctx, 'KE');
      expect(kenya).toMatchObject({ kind: 'country', slug: 'kenya', parentId: null });
      expect(Object.keys(kenya.names).toSorted()).toEqual([...locales].toSorted());
      expect(locales.map((locale) => placeName(kenya, locale))).toEqual([
        'Kenya',
        'Kenia',
        'Kenya',
        'كينيا',
        'কেনিয়া',
        'Kenya'
      ]);
      expect(locales.map((locale) => countryName('EG', locale))).toEqual([
        'Egypt',
        'Egipto',
        'Égypte',
        'مصر',
        'মিশর',
        'Misri'
      ]);
      const { rows } = await sql<{
        folded: string;
      }>`select folded from place_name where place_id = ${kenya.id}`.execute(ctx.db);
      expect(rows.map(({ folded }) => folded)).toEqual(
        expect.arrayContaining(['kenya', 'kenia', 'كينيا', 'কেনিয়া'.normalize('NFC')])
      );
    })
  );

  test(
    'that there is not is undefined, or refused where it must be one',
    within(async (ctx) => {
      for (const code of ['ZZ', 'ke', '', 'Kenya', 'K%']) {
        expect(await findCountry(ctx, code), code).toBeUndefined();
        await expect(getCountry(ctx, code)).rejects.toThrow(new RangeError(`no country ${code}`));
      }
    })
  );
});

describe('a city', () => {
  test(
    'is found however its name is written, and by its other names',
    within(async (ctx) => {
      const dhaka = await findCity(ctx, 'Dhaka', 'BD');
      expect(dhaka).toMatchObject({ kind: 'city', countryCode: 'BD', name: 'Dhaka' });
      for (const name of ['DHAKA', ' dhaka ', 'ঢাকা', 'دكا', 'Daca'])
        expect((await findCity(ctx, name, 'BD'))?.id, name).toBe(dhaka!.id);
      expect((await findCity(ctx, 'Bogota', 'CO'))?.name).toBe('Bogotá');
      expect((await findCity(ctx, 'القاهره', 'EG'))?.name).toBe('Cairo');
    })
  );

  test(
    'is found in the country that is meant, and not in another',
    within(async (ctx) => {
      const cities = await Promise.all(['GB', 'CA', 'KE'].map((country) => findCity(ctx, 'London', country)));
      expect(cities.map((city) => city?.countryCode)).toEqual(['GB', 'CA', undefined]);
      expect(await findCity(ctx, 'Kenya', 'KE')).toBeUndefined();
    })
  );

  test(
    'is the largest, where several have the name',
    within(async (ctx) => {
      const { rows } = await sql<{ folded: string; code: string; id: number }>`
      select folded, country_code as code, (array_agg(p.id order by population desc nulls last))[1] as id
      from place_name n join place p on p.id = n.place_id where p.kind = 'city'
      group by 1, 2 having count(*) > 1 and count(distinct coalesce(population, 0)) = count(*) order by 1 limit 5`.execute(
        ctx.db
      );
      expect(rows.length).toBeGreaterThan(0);
      for (const { folded, code, id } of rows) expect((await findCity(ctx, folded, code))?.id, folded).toBe(id);
    })
  );

  test(
    'is not found by a part of its name or a pattern',
    within(async (ctx) => {
      for (const name of ['', '%', 'Nairob', 'Nairobi%', "Nairobi' or true --"])
        expect(await findCity(ctx, name, 'KE'), name).toBeUndefined();
    })
  );

  test(
    'is called in a language as there, else as in English',
    within(async (ctx) => {
      const dhaka = (await findCity(ctx, 'Dhaka', 'BD'))!;
      expect(placeName(dhaka, 'bn')).toBe('ঢাকা');
      expect(placeName(dhaka, 'xx')).toBe('Dhaka');
    })
  );
});

test(
  'what lies in a city lies in its country too, and each is named once',
  within(async (ctx) => {
    const [nairobi, kenya, egypt] = [
      (await findCity(ctx, 'Nairobi', 'KE'))!,
      await getCountry(ctx, 'KE'),
      await getCountry(ctx, 'EG')
    ];
    expect((await placeLineage(ctx, [nairobi.id])).toSorted()).toEqual([nairobi.id, kenya.id].toSorted());
    expect(await placeLineage(ctx, [nairobi.id, kenya.id, egypt.id])).toHaveLength(3);
    expect(await placeLineage(ctx, [egypt.id])).toEqual([egypt.id]);
    expect(await placeLineage(ctx, [])).toEqual([]);
    const words = await placeWords(ctx, [nairobi.id, kenya.id]);
    expect(words).toEqual(expect.arrayContaining(['Nairobi', 'Kenya', 'كينيا']));
    expect(words).not.toContain('Egypt');
  })
);

test(
  'places are read by id and by slug, and unknown ones are left out',
  within(async (ctx) => {
    const kenya = await getCountry(ctx, 'KE');
    expect(await placesById(ctx, [kenya.id, 0, -1])).toEqual(new Map([[kenya.id, kenya]]));
    expect(await placesBySlug(ctx, ['kenya', 'nowhere', 'KENYA'])).toEqual([kenya]);
  })
);

test(
  'the same statements are sent for one place and for three, and none for none',
  within(async (ctx) => {
    const ids = (await placesBySlug(ctx, ['kenya', 'egypt', 'poland'])).map(({ id }) => id);
    expect(ids).toHaveLength(3);
    for (const read of [placesById, placeLineage, placeWords]) {
      for (const some of [ids.slice(0, 1), ids]) {
        ctx.instance.kept.forget(['place']);
        expect(await countQueries(ctx, (ctx) => read(ctx, some))).toBe(1);
        // Asked for again, they are known.
        expect(await countQueries(ctx, (ctx) => read(ctx, some))).toBe(0);
      }
    }
    expect(await countQueries(ctx, (ctx) => placesBySlug(ctx, ['kenya']))).toBe(1);
    expect(await countQueries(ctx, (ctx) => placesBySlug(ctx, ['kenya', 'egypt', 'poland']))).toBe(1);
    expect(await countQueries(ctx, (ctx) => Promise.all([placesById(ctx, []), placesBySlug(ctx, [])]))).toBe(0);
    expect(await countQueries(ctx, listCountries)).toBe(1);
  })
);
