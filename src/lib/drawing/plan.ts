/** The hero's drawing: a public square in chalk, with a court in the middle of the city round it. */
import { hash, randomFrom } from './random.ts';
import { blocks, box, circle, courtyard, rectangle, round } from './shapes.ts';

export type Layer = 'lines' | 'hatch' | 'market' | 'trees' | 'water' | 'zebra';

export type PlanDrawing = {
  viewBox: string;
  transform: string;
  layers: { layer: Layer; d: string }[];
  /** The court's squares; a coloured one wears its theme's class. */
  squares: { number: number; colour?: 'sun' | 'coral' | 'leaf' | 'sky'; d: string; x: number; y: number }[];
  /** The kite is not turned with the ground: it flies above it. */
  kite: { string: string; tail: string; body: string; spars: string };
};

const cell = 158;
const street = 34;
const plotSide = cell - street;

/** Always the same drawing: it is the alliance's square. */
export function plan(): PlanDrawing {
  const random = randomFrom(hash('public square in chalk 7'));
  const paths: Record<Layer, string> = { lines: '', hatch: '', market: '', trees: '', water: '', zebra: '' };

  const drawBuildings = (x: number, y: number) => {
    for (const block of blocks(random, { x, y, width: plotSide, height: plotSide }, 42, 7)) {
      const kind = random();
      const roomy = block.width > 60 && block.height > 60;
      if (roomy && kind < 0.5) paths.hatch += courtyard(block, 18);
      else if (kind < 0.62) paths.hatch += rectangle(block);
      else paths.lines += rectangle(block);
    }
  };
  const drawTrees = (x: number, y: number) => {
    for (let i = 0; i < 9; i++) {
      const column = Math.floor(i / 3);
      const row = i % 3;
      paths.trees += circle(x + 22 + column * 40 + (row % 2 ? 6 : 0), y + 22 + row * 40, i === 4 ? 15 : 18);
    }
  };
  const drawPool = (x: number, y: number) => {
    for (const radius of [58, 42, 26, 10]) paths.water += circle(x + plotSide / 2, y + plotSide / 2, radius);
  };
  const drawMarket = (x: number, y: number) => {
    const hall = plotSide * 0.62;
    paths.market += box(x, y, plotSide, hall) + box(x, y + hall + 8, plotSide * 0.4, plotSide - hall - 8);
    paths.lines += box(x + plotSide * 0.4 + 8, y + hall + 8, plotSide * 0.6 - 8, plotSide - hall - 8);
  };
  const drawPitch = (x: number, y: number) => {
    paths.lines +=
      box(x, y, plotSide, plotSide) +
      `M${x + plotSide / 2} ${y}v${plotSide}` +
      circle(x + plotSide / 2, y + plotSide / 2, 20);
  };

  for (let row = -2; row < 4; row++) {
    for (let column = -2; column < 5; column++) {
      const square = (column === 1 || column === 2) && (row === 0 || row === 1);
      if (square) continue;
      const [x, y] = [column * cell, row * cell];
      const place = `${column},${row}`;
      if (place === '0,1') drawTrees(x, y);
      else if (place === '3,1') drawPool(x, y);
      else if (place === '1,-1') drawMarket(x, y);
      else if (place === '2,2') drawPitch(x, y);
      else drawBuildings(x, y);
    }
  }

  // Every way into the square is a crossing.
  const zebra = (x: number, y: number, upright: boolean) => {
    for (let i = 0; i < 6; i++) paths.zebra += upright ? box(x, y + i * 13, 26, 7) : box(x + i * 13, y, 7, 26);
  };
  zebra(cell - street + 4, 50, true);
  zebra(cell - street + 4, 180, true);
  zebra(3 * cell - street + 4, 110, true);
  zebra(cell + 96, -street + 4, false);
  zebra(cell + 60, 2 * cell - street + 4, false);

  return {
    viewBox: '40 -84 600 520',
    transform: 'rotate(-11 320 160)',
    layers: (Object.keys(paths) as Layer[]).map((layer) => ({ layer, d: paths[layer] })),
    squares: court(cell + 141, 12, 44),
    kite: {
      string: 'M352 256c60 34 128-62 152-182',
      tail: 'M504 74c14 10-8 22 6 34s-10 20 4 36',
      body: 'M520-56l34 50-50 80-26-66z',
      spars: 'M520-56l-16 130M478 8l76-14'
    }
  };
}

function court(centre: number, top: number, side: number): PlanDrawing['squares'] {
  const colours: Record<number, 'coral' | 'leaf' | 'sky'> = { 5: 'leaf', 6: 'coral', 7: 'sky' };
  const rows = [[1], [2], [3, 4], [5], [6, 7]];
  const squares = rows.flatMap((numbers, i) =>
    numbers.map((number, place) => {
      const x = centre - (numbers.length * side) / 2 + place * side;
      const y = top + (5 - i) * side;
      const colour = colours[number];
      return { number, ...(colour && { colour }), d: box(x, y, side, side), x: x + side / 2, y: y + side / 2 + 9 };
    })
  );
  const half = side / 2;
  const dome = `M${centre - half} ${top + side}v${round(-side * 0.45)}a${half} ${half} 0 0 1 ${side} 0v${round(side * 0.45)}z`;
  return [...squares, { number: 8, colour: 'sun' as const, d: dome, x: centre, y: round(top + side * 0.72) }];
}
