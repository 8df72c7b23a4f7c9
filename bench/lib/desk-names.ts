import { Random, Zipf } from './random.ts';

/** How organisations and people are called in a language: forms with a place for a city and a subject, and names. */
interface Names {
  code: string;
  forms: string[];
  subjects: string[];
  first: string[];
  last: string[];
}

const list = (text: string) => text.split(', ');

// prettier-ignore
const languages: Names[] = [
  {
    code: 'en',
    forms: ['C Children and S Trust', 'S for C', 'C S Network', 'Friends of S in C', 'The C Institute for S', 'Young C S Foundation', 'S First C'],
    subjects: list('Safe Streets, Play, Clean Air, Early Childhood, Green Schools, Housing, Youth Voice, Nutrition, Inclusion, Mobility, Libraries, Water'),
    first: list('Amina, Grace, Peter, James, Ruth, Daniel, Sarah, Thomas, Naomi, Helen, Oliver, Priya, Samuel, Joyce'),
    last: list('Otieno, Smith, Johnson, Mensah, Williams, Kumar, Brown, Okafor, Taylor, Wanjiru, Banda, Reid')
  },
  {
    code: 'es',
    forms: ['Fundación S de C', 'Asociación C por S', 'Red de S en C', 'Colectivo S C', 'Centro de S de C'],
    subjects: list('la Niñez, el Juego, las Calles Seguras, la Educación, la Juventud, el Agua, la Salud, los Barrios'),
    first: list('María, José, Lucía, Andrés, Sofía, Íñigo, Inés, Raúl, Begoña, Martín'),
    last: list('García, Núñez, Rodríguez, Peña, Muñoz, Hernández, Ibáñez, Gómez, Ávila')
  },
  {
    code: 'fr',
    forms: ['Association C pour S', 'Fondation S de C', 'Maison de S, C', 'Collectif S à C', 'Observatoire de S de C'],
    subjects: list('l’Enfance, le Jeu, la Jeunesse, l’Éducation, l’Eau, la Santé, les Écoles Vertes, la Mobilité'),
    first: list('Aïcha, François, Hélène, Mamadou, Zoé, Étienne, Chloé, Benoît, Fatou, Noël'),
    last: list('Lefèvre, Diallo, Benoît, Traoré, Müller, Sané, Gauthier, Bélanger, Koné')
  },
  {
    code: 'ar',
    forms: ['جمعية S في C', 'مؤسسة C من أجل S', 'مركز S C', 'شبكة S في C'],
    subjects: list('الطفولة, اللعب, الشباب, التعليم, الصحة, المياه, الشوارع الآمنة'),
    first: list('أحمد, فاطمة, محمد, ليلى, يوسف, مريم, خالد, نور'),
    last: list('الحسن, منصور, العلي, حداد, خليل, النجار, سالم')
  },
  {
    code: 'bn',
    forms: ['C S ফাউন্ডেশন', 'C S সংস্থা', 'S কেন্দ্র C', 'আমাদের C S'],
    subjects: list('শিশু, খেলা, যুব, শিক্ষা, স্বাস্থ্য, নিরাপদ সড়ক, পানি'),
    first: list('রহিম, ফারহানা, সুমন, নাসরিন, আনিস, মিতা, তানভীর'),
    last: list('ইসলাম, আহমেদ, চৌধুরী, বেগম, দাস, হোসেন')
  },
  {
    code: 'sw',
    forms: ['Shirika la S C', 'Mtandao wa S wa C', 'Kituo cha S C', 'Jumuiya ya S C'],
    subjects: list('Watoto, Vijana, Michezo, Elimu, Afya, Maji, Mitaa Salama'),
    first: list('Neema, Juma, Asha, Baraka, Zawadi, Rehema, Amani, Hamisi'),
    last: list('Mwangi, Juma, Mushi, Kimaro, Mrema, Salum, Komba')
  }
];
const cities = list(
  'Nairobi, Bogotá, Dakar, القاهرة, Dhaka, ঢাকা, Dar es Salaam, Lima, Paris, Medellín, São Paulo, Kampala, Accra, Mumbai, Lyon, عمّان, Kisumu, Quito, Abidjan, Manila, Cebu, Leeds, Turin, Łódź, Tirana, Córdoba, Mombasa, চট্টগ্রাম, Arusha, Lusaka, Tunis, Rabat, Karachi, Hanoi, Oslo, Zürich'
);
const languageZipf = new Zipf(languages.length, 0.8);
const cityZipf = new Zipf(cities.length, 0.6);

export interface Named {
  name: string;
  locale: string;
}

/** An organisation's name. Some in a hundred have one that another has too, as in life. */
export function organisationName(random: Random): Named & { city: string } {
  const { code, forms, subjects } = languages[languageZipf.draw(random)]!;
  const city = cities[cityZipf.draw(random)]!;
  const parts: Record<string, string> = { C: city, S: random.pick(subjects) };
  const name = random.pick(forms).replace(/\b[CS]\b/g, (part) => parts[part]!);
  // Most are told apart by a word more: a part of the town, a number, a year.
  const more = random.below(50) === 0 ? '' : ` ${random.pick(cities)} ${random.between(1, 400)}`;
  return { name: name + more, locale: code, city };
}

/** A person's name and an address that nobody else has. */
export function personName(random: Random, id: number): Named & { email: string } {
  const { code, first, last } = languages[languageZipf.draw(random)]!;
  const name = `${random.pick(first)} ${random.pick(last)}${random.below(3) === 0 ? ` ${random.pick(last)}` : ''}`;
  const local =
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z]+/g, '.')
      .replace(/^\.+|\.+$/g, '') || 'info';
  return { name, locale: code, email: `${local}.${id}@people.example` };
}
