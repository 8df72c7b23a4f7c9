import { fold } from '../platform/text.ts';

/** What a column of a spreadsheet may mean. */
export const importFields = [
  'name',
  'shortName',
  'kind',
  'country',
  'city',
  'website',
  'themes',
  'contactName',
  'contactEmail',
  'contactRole'
] as const;
export type ImportField = (typeof importFields)[number];

/** For each column its meaning, or null for one that is left out. */
export type Mapping = (ImportField | null)[];

/** How heads are called in the six languages, folded. The first that fits wins; a longer match before a shorter one. */
const words: Record<ImportField, string[]> = {
  // prettier-ignore
  name: ['organisation', 'organization', 'organisation name', 'organization name', 'name', 'legal name', 'organizacion', 'nombre', 'nombre de la organizacion', 'nom', "nom de l'organisation", 'المنظمة', 'اسم المنظمة', 'الاسم', 'প্রতিষ্ঠান', 'সংস্থা', 'সংস্থার নাম', 'নাম', 'shirika', 'jina', 'jina la shirika'],
  // prettier-ignore
  shortName: ['short name', 'acronym', 'abbreviation', 'nombre corto', 'siglas', 'sigla', 'nom court', 'sigle', 'الاسم المختصر', 'الاختصار', 'সংক্ষিপ্ত নাম', 'jina fupi', 'kifupi'],
  // prettier-ignore
  kind: ['kind', 'type', 'organisation type', 'organization type', 'tipo', 'tipo de organizacion', 'categorie', "type d'organisation", 'النوع', 'نوع المنظمة', 'ধরন', 'aina', 'aina ya shirika'],
  // prettier-ignore
  country: ['country', 'home country', 'pais', 'pays', 'البلد', 'الدولة', 'দেশ', 'nchi'],
  // prettier-ignore
  city: ['city', 'town', 'ciudad', 'ville', 'المدينة', 'শহর', 'jiji', 'mji'],
  // prettier-ignore
  website: ['website', 'web site', 'web', 'url', 'homepage', 'sitio web', 'pagina web', 'site', 'site web', 'الموقع', 'الموقع الالكتروني', 'ওয়েবসাইট', 'tovuti'],
  // prettier-ignore
  themes: ['themes', 'theme', 'topics', 'temas', 'tema', 'themes de travail', 'المواضيع', 'الموضوع', 'বিষয়', 'mada'],
  // prettier-ignore
  contactName: ['contact', 'contact name', 'contact person', 'person', 'focal point', 'contacto', 'persona de contacto', 'nombre del contacto', 'personne de contact', 'nom du contact', 'جهة الاتصال', 'اسم جهة الاتصال', 'যোগাযোগ', 'যোগাযোগের ব্যক্তি', 'mtu wa mawasiliano', 'mawasiliano'],
  // prettier-ignore
  contactEmail: ['email', 'e-mail', 'mail', 'email address', 'e-mail address', 'contact email', 'correo', 'correo electronico', 'courriel', 'adresse e-mail', 'البريد الالكتروني', 'البريد', 'ইমেইল', 'ই-মেইল', 'barua pepe'],
  // prettier-ignore
  contactRole: ['role', 'contact role', 'rol', 'funcion', 'role du contact', 'الدور', 'ভূমিকা', 'jukumu', 'wajibu']
};
const byWord = new Map(importFields.flatMap((field) => words[field].map((word) => [foldHead(word), field] as const)));

/** Heads are compared without case, accents, and signs between words. */
function foldHead(head: string): string {
  return fold(head)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/** What columns mean, by their heads; each meaning once. */
export function guessMapping(heads: string[]): Mapping {
  const used = new Set<ImportField>();
  return heads.map((head) => {
    const field = byWord.get(foldHead(head)) ?? null;
    if (field === null || used.has(field)) return null;
    used.add(field);
    return field;
  });
}

/** Reads a mapping from what a form says, column by column; what is no meaning is left out, and each counts once. */
export function readMapping(values: Record<string, unknown>, columns: number): Mapping {
  const used = new Set<ImportField>();
  return Array.from({ length: columns }, (_, i) => {
    const field = importFields.find((name) => name === values[`column-${i}`]);
    if (field === undefined || used.has(field)) return null;
    used.add(field);
    return field;
  });
}
