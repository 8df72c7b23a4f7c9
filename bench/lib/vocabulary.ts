import { Random } from './random.ts';

/** How words of a language are made: syllables, endings of the same stem, and its function words and frequent words. */
interface Language {
  code: string;
  onsets: string[];
  vowels: string[];
  endings: string[];
  stop: string[];
  frequent: string[];
}

const words = (text: string) => text.split(' ');

const languages: Language[] = [
  {
    code: 'en',
    onsets: words('b c d f g h l m n p r s t v w br cl cr dr fl gr pl pr sh sp st str th tr'),
    vowels: words('a e i o u ea ai ou er or an en in on al'),
    endings: ['', '', '', 's', 'ing', 'ed', 'ation', 'er', 'ment', 'al'],
    stop: words('the of and to in a is for that on with as are by be this from at it or an'),
    frequent: words(
      'children city urban cities young health school community public street safety planning play space local data water education people housing climate green access family care policy government road program youth nutrition neighbourhood playground participation design transport'
    )
  },
  {
    code: 'es',
    onsets: words('b c d f g j l m n p r s t v br cr dr fr gr pl pr tr ll ch qu'),
    vowels: words('a e i o u ia ie á é í ó an en er or'),
    endings: ['', 'o', 'a', 'os', 'as', 'ción', 'ciones', 'ar', 'mente', 'dad'],
    stop: words('de la que el en y los se del las un por con una para es al lo como'),
    frequent: words(
      'niños ciudad niñez ciudades salud escuela comunidad espacio público calle seguridad juego agua educación vivienda clima acceso familia política gobierno barrio jóvenes nutrición planificación participación transporte'
    )
  },
  {
    code: 'fr',
    onsets: words('b c d f g j l m n p r s t v bl br cl cr dr fr gr pl pr tr ch qu'),
    vowels: words('a e i o u é è ai ou eu on an en in oi'),
    endings: ['', 'e', 's', 'es', 'tion', 'tions', 'er', 'ment', 'ité', 'eur'],
    stop: words('de la le et les des en un du une que est pour qui dans par sur au avec'),
    frequent: words(
      'enfants ville enfance villes santé école communauté espace public rue sécurité jeu eau éducation logement climat accès famille politique gouvernement quartier jeunes nutrition aménagement participation transport'
    )
  },
  {
    code: 'ar',
    onsets: words('ب ت ج ح خ د ر س ش ص ط ع ف ق ك ل م ن ه أ'),
    vowels: ['ا', 'و', 'ي', '', '', ''],
    endings: ['', '', 'ة', 'ات', 'ين', 'ون', 'ي', 'ية'],
    stop: words('في من على إلى عن أن التي هذا هذه ذلك مع كان بعد كل'),
    frequent: words(
      'الأطفال المدينة مدينة المدن الصحة المدرسة المجتمع الشارع السلامة اللعب المياه التعليم السكن المناخ الأسرة السياسة الحي الشباب التغذية'
    )
  },
  {
    code: 'bn',
    onsets: words('ক খ গ চ জ ট ড ত দ ন প ফ ব ভ ম য র ল শ স হ প্র ক্ষ'),
    vowels: ['া', 'ি', 'ী', 'ু', 'ে', 'ো', '', ''],
    endings: ['', '', 'র', 'ের', 'কে', 'তে', 'টি', 'গুলো'],
    stop: words('এবং ও এই এ একটি যে তার আর না জন্য থেকে করে হয়'),
    frequent: words(
      'শিশু শহর স্বাস্থ্য স্কুল সমাজ রাস্তা নিরাপত্তা খেলা পানি শিক্ষা আবাসন জলবায়ু পরিবার নীতি সরকার পাড়া তরুণ পুষ্টি'
    )
  },
  {
    code: 'sw',
    onsets: words('b ch d f g h j k l m n p r s sh t v w y z mb nd ng nj mw kw'),
    vowels: words('a e i o u a a i u'),
    endings: ['', '', 'ni', 'sha', 'wa', 'ka', 'ji'],
    stop: words('na ya wa za la kwa ni katika cha vya pa kama hii pia'),
    frequent: words(
      'watoto mji miji afya shule jamii mtaa usalama mchezo maji elimu nyumba tabianchi familia sera serikali vijana lishe upangaji usafiri'
    )
  }
];

export interface Vocabulary {
  code: string;
  stop: string[];
  /** The most frequent first. */
  words: string[];
}

const size = 30_000;

function makeWord(language: Language, random: Random): string {
  const syllables = random.between(2, language.code === 'ar' || language.code === 'bn' ? 4 : 3);
  let word = '';
  for (let count = 0; count < syllables; count++) word += random.pick(language.onsets) + random.pick(language.vowels);
  return word;
}

/** 30,000 words a language; two in three are inflections of others, as in natural text. */
function vocabularyOf(language: Language): Vocabulary {
  const random = new Random(language.code.charCodeAt(0) * 256 + language.code.charCodeAt(1));
  const made = new Set(language.frequent);
  const stems: string[] = [];
  while (made.size < size) {
    if (stems.length === 0 || random.next() < 0.35) stems.push(makeWord(language, random));
    made.add(random.pick(random.next() < 0.5 ? stems.slice(-50) : stems) + random.pick(language.endings));
  }
  return { code: language.code, stop: language.stop, words: [...made] };
}

export const makeVocabularies = () => languages.map(vocabularyOf);
