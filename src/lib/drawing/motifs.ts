/** The eight motifs of the covers. Each draws itself on a sheet, in tones; exactly one shape takes the accent. */
import { below, type Random } from './random.ts';
import { blocks, box, circle, courtyard, rectangle, round, type Box } from './shapes.ts';

export type Tone = 'string' | 'pipe' | 'main' | 'dark' | 'chalk' | 'accent';

export type Sheet = {
  random: Random;
  width: number;
  height: number;
  add: (tone: Tone, path: string) => void;
};

/** Draws, and may answer with a transform for the whole drawing. */
type Draw = (sheet: Sheet) => string | void;

/** A city plan: grown blocks, one street (three in a band), zebras at every crossing, sometimes a roundabout. */
const crossings: Draw = ({ random, width, height, add }) => {
  const street = 17;
  const half = street / 2;
  const crossingCount = width > 200 ? 3 : 1;
  const kind = (['cross', 'junction', 'roundabout'] as const)[below(random, 3)];
  const middle = Math.round((height * (0.36 + 0.28 * random())) / 2) * 2;
  const across = Array.from(
    { length: crossingCount },
    (_, i) => Math.round((width * (i + 0.3 + 0.4 * random())) / crossingCount / 2) * 2
  );
  // A junction has no street going down, but for the first crossing of a band.
  const goesDown = (x: number) => kind !== 'junction' || (crossingCount > 1 && x === across[0]);

  const city: Box[] = [];
  let start = -2;
  let lowerStart = -2;
  for (const x of [...across, width + half + 2]) {
    const end = x - half;
    city.push(...blocks(random, { x: start, y: -2, width: end - start, height: middle - half + 2 }, 12, 2.4));
    if (x > width || goesDown(x)) {
      const lower = { x: lowerStart, y: middle + half, width: end - lowerStart, height: height - middle + 2 };
      city.push(...blocks(random, lower, 12, 2.4));
      lowerStart = x + half;
    }
    start = x + half;
  }
  const accent = below(random, city.length);
  city.forEach((block, i) => add(i === accent ? 'accent' : random() < 0.68 ? 'main' : 'dark', rectangle(block)));

  let paint = '';
  const set = kind === 'roundabout' ? 4 : 2;
  for (const x of across) {
    if (kind === 'roundabout') {
      add('main', circle(x, middle, 6.5));
      add('dark', circle(x, middle, 3));
    }
    for (let i = 0; i < 4; i++) {
      const along = 1 - half + i * 4.2;
      paint += box(x + along, middle - half - 9 - set, 2.4, 9);
      paint += box(x - half - 9 - set, middle + along, 9, 2.4);
      paint += box(x + half + set, middle + along, 9, 2.4);
      if (goesDown(x)) paint += box(x + along, middle + half + set, 2.4, 9);
    }
  }
  for (let x = 6; x < width; x += 14) {
    if (across.every((crossing) => Math.abs(crossing - x - 3.5) > 26)) paint += box(x, middle - 0.6, 7, 1.2);
  }
  add('chalk', paint);
};

/** A court for hopping, turned and cropped; a band shows several, one after the other. */
const hopscotch: Draw = ({ random, width, height, add }) => {
  const square = Math.min(width, height) / 2.35;
  const rows = random() < 0.5 ? [1, 1, 2, 1, 2, 1] : [1, 2, 1, 2, 1, 1];
  const turn = Math.round((random() < 0.5 ? -1 : 1) * (10 + random() * (width > 200 ? 6 : 18)));
  const offset = width > height * 1.2 ? random() * 0.9 : 0.4 + random() * 1.6;
  const gap = 1.5;
  const side = square - 2 * gap;
  const accent = 1 + below(random, 6);
  const dark = (accent + 3) % 8;
  const courts = width > 200 ? 3 : 1;
  let x = width / 2 - square * (2.2 + offset) - (courts > 1 ? square * 6.2 : 0);
  for (let court = 0; court < courts; court++) {
    let number = 0;
    for (const [place, squares] of rows.entries()) {
      for (let i = 0; i < squares; i++, number++) {
        const y = height / 2 + (squares === 1 ? -square / 2 : (i - 1) * square);
        const special = number === accent && court === courts >> 1;
        const tone = special ? 'accent' : number === dark ? 'dark' : number % 3 === 1 ? 'main' : 'chalk';
        const radius = round(side / 2);
        const dome = `M${round(x + gap)} ${round(y + gap)}h${round(side / 2)}a${radius} ${radius} 0 0 1 0 ${round(side)}h${round(-side / 2)}z`;
        add(tone, place === 5 ? dome : box(x + gap, y + gap, side, side));
      }
      x += square;
    }
    x += square * 0.5;
  }
  return `rotate(${turn} ${width / 2} ${height / 2})`;
};

/** Rings of people round a speaker, with an aisle to come in by. */
const forum: Draw = ({ random, width, height, add }) => {
  const centreX = width * (0.3 + 0.4 * random());
  const centreY = height * (0.45 + 0.25 * random());
  const rings = Math.ceil(Math.hypot(width, height) / 13);
  const aisle = random() * 2 * Math.PI;
  const shift = below(random, 4);
  const accent = 5 + below(random, 14);
  let people = 0;
  for (let ring = 1; ring <= rings; ring++) {
    const radius = ring * 12.5;
    const places = Math.round((2 * Math.PI * radius) / 10.6);
    const phase = random() * 2 * Math.PI;
    const tone = (['chalk', 'main', 'chalk', 'dark'] as const)[(ring + shift) % 4]!;
    for (let i = 0; i < places; i++) {
      const angle = phase + (2 * Math.PI * i) / places;
      const x = centreX - Math.cos(angle) * radius;
      const y = centreY - Math.sin(angle) * radius;
      const stray = random() >= 0.9;
      const apart = Math.acos(Math.cos(angle - aisle));
      if (apart * radius < 7 || x < -5 || x > width + 5 || y < -5 || y > height + 5) continue;
      people++;
      add(people === accent ? 'accent' : stray ? 'main' : tone, circle(x, y, 4.2));
    }
  }
  add('dark', circle(centreX, centreY, 5));
};

/** Kites on their strings. */
const kites: Draw = ({ random, width, height, add }) => {
  const count = width > 200 ? 12 : width > 90 ? 4 : 3;
  const accent = below(random, count);
  const order = below(random, 3);
  for (let i = 0; i < count; i++) {
    const x = (width * (i + 0.5)) / count + (random() - 0.5) * 8;
    const y = height * (0.3 + 0.2 * ((i % 2) + random() * 0.4));
    const size = 9 + random() * 7;
    const tilt = (random() - 0.5) * 8;
    const tone = i === accent ? 'accent' : (['chalk', 'main', 'dark'] as const)[(i + order) % 3]!;
    const waist = round(y - size * 0.1);
    add(
      tone,
      `M${round(x + tilt)} ${round(y - size)}L${round(x + size * 0.72)} ${waist}` +
        `L${round(x - tilt)} ${round(y + size * 1.25)}L${round(x - size * 0.72)} ${waist}z`
    );
    add('string', `M${round(x - tilt)} ${round(y + size * 1.25)}q6 5 0 10t0 10t0 10t0 10t0 10`);
  }
};

/** Trees and leaves seen from above, on a grid of 20. */
const canopy: Draw = ({ random, width, height, add }) => {
  const columns = Math.round(width / 20);
  const unit = width / columns;
  const rows = Math.round(height / unit);
  const accent = below(random, columns * rows);
  for (let cell = 0; cell < columns * rows; cell++) {
    const x = (cell % columns) * unit;
    const y = Math.floor(cell / columns) * unit;
    const shade = random();
    const tone = cell === accent ? 'accent' : shade < 0.5 ? 'main' : shade < 0.8 ? 'dark' : 'chalk';
    const form = random();
    const arc = `a${unit} ${unit} 0 0 1 `;
    if (form < 0.42) add(tone, circle(x + unit / 2, y + unit / 2, round(unit * 0.44)));
    else if (form >= 0.84) add(tone, circle(x + unit / 2, y + unit / 2, round(unit * 0.2)));
    else if (random() < 0.5) add(tone, `M${x} ${y + unit}${arc}${unit} ${-unit}${arc}${-unit} ${unit}z`);
    else add(tone, `M${x} ${y}${arc}${unit} ${unit}${arc}${-unit} ${-unit}z`);
  }
};

/** Dense blocks of houses round courtyards. */
const houses: Draw = ({ random, width, height, add }) => {
  const city = blocks(random, { x: -3, y: -3, width: width + 6, height: height + 6 }, 11, 2.6);
  const accent = below(random, city.length);
  city.forEach((block, i) => {
    if (i === accent) return add('accent', rectangle(block));
    const tone = random() < 0.6 ? 'main' : 'dark';
    if (block.width > 13 && block.height > 13 && random() < 0.65) add(tone, courtyard(block, 4));
    else add(random() < 0.14 ? 'chalk' : tone, rectangle(block));
  });
};

/** Quarter-circle pipes that always meet. */
const pipes: Draw = ({ random, width, height, add }) => {
  const columns = Math.round(width / 20);
  const rows = Math.round(height / 20);
  const unit = width / columns;
  const half = unit / 2;
  const valve = below(random, columns * rows);
  for (let cell = 0; cell < columns * rows; cell++) {
    const x = (cell % columns) * unit;
    const y = Math.floor(cell / columns) * unit;
    const arc = (sweep: 0 | 1) => `a${half} ${half} 0 0 ${sweep} `;
    add(
      'pipe',
      random() < 0.5
        ? `M${x + half} ${y}${arc(1)}${-half} ${half}M${x + unit} ${y + half}${arc(0)}${-half} ${half}`
        : `M${x + half} ${y}${arc(0)}${half} ${half}M${x} ${y + half}${arc(1)}${half} ${half}`
    );
    if (cell === valve) add('accent', circle(x + half, y + half, 4.4));
    else if (random() < 0.1) add('dark', circle(x + half, y + half, 2.6));
  }
};

/** Lanes of arrows: people on the move. Sober on purpose. */
const routes: Draw = ({ random, width, height, add }) => {
  const lanes = Math.round(height / 10);
  const accent = below(random, lanes);
  const way = random() < 0.5 ? 1 : -1;
  for (let lane = 0; lane < lanes; lane++) {
    const tone = (['chalk', 'main', 'dark'] as const)[below(random, 3)]!;
    const length = 5 + below(random, 3) * 4;
    const gap = 4 + below(random, 2) * 3;
    const y = lane * 10 + 3;
    const first = -length * random();
    const arrows = Math.ceil((width - first) / (length + gap + 3));
    const marked = lane === accent ? 1 + below(random, Math.min(arrows - 1, 6)) : -1;
    for (let i = 0; i < arrows; i++) {
      const x = round(first + i * (length + gap + 3));
      add(
        i === marked ? 'accent' : tone,
        `M${x} ${y}h${length}l${3 * way} 2.2l${-3 * way} 2.2h${-length}l${3 * way} -2.2z`
      );
    }
  }
};

export const motifs = { crossings, hopscotch, forum, kites, canopy, blocks: houses, pipes, routes } satisfies Record<
  string,
  Draw
>;
