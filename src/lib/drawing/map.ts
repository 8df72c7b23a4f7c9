/**
 * The world with the alliance in it: which land is lit, where the tiles and dots stand, and where the words go so that
 * they touch neither each other nor a mark, whatever the countries are. What finds no room stays a mark without words:
 * the list under every map carries all of it.
 */
import shapes from './country-shapes.json' with { type: 'json' };
import world from './world.json' with { type: 'json' };

export type MapAlliance = { country: string; label: string; sub?: string; href?: string };
export type MapMember = { country: string; label: string; count?: number };
export type Point = { x: number; y: number };

export type MapLabel = Point & {
  anchor: 'start' | 'end';
  name: string;
  /** Alliances have a second line; members a number after the name. */
  sub?: string;
  count?: number;
  href?: string;
  alliance: boolean;
};

export type WorldDrawing = {
  viewBox: string;
  land: string;
  memberLand: string;
  allianceLand: string;
  /** One path for all leader lines. */
  leaders: string;
  dots: Point[];
  tiles: (Point & { href?: string })[];
  labels: MapLabel[];
};

type Rect = { left: number; top: number; right: number; bottom: number };
type Mark = Point & { code: string; half: number };

const lineHeight = 18;
const room: Rect = { left: 0, top: 2, right: world.width, bottom: world.height - 4 };

/** Europe is too crowded for words: its names stack in the Atlantic, north to south. */
const europe: Rect = { left: 395, top: 12, right: 530, bottom: 138 };
const stack = { x: 386, top: 50, step: 21, most: 6 };

/** The place of a country on the map; undefined for a code that has none. */
export function placeOf(country: string): Point | undefined {
  const point = (world.points as Record<string, string>)[country.toUpperCase()];
  if (!point) return undefined;
  const [x, y] = point.split(' ').map(Number);
  return { x: x!, y: y! };
}

/**
 * @param alliances drawn as lit land and a tile, named first
 * @param members home countries of members, drawn as darker land and a dot; the ones with most members are named first
 * @param most how many names the drawing carries at most
 */
export function worldMap({
  alliances,
  members,
  most = 18
}: {
  alliances: MapAlliance[];
  members: MapMember[];
  most?: number;
}): WorldDrawing {
  const led = alliances.filter((each) => placeOf(each.country));
  const ledCodes = new Set(led.map((each) => each.country.toUpperCase()));
  const homes = members.filter((each) => placeOf(each.country) && !ledCodes.has(each.country.toUpperCase()));

  const marks: Mark[] = [
    ...led.map((each) => ({ ...placeOf(each.country)!, code: each.country, half: 9 })),
    ...homes.map((each) => ({ ...placeOf(each.country)!, code: each.country, half: 5 }))
  ];
  const page = new LabelRoom(marks);
  const labels: MapLabel[] = [];

  const byCount = homes.toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0) || (a.label < b.label ? -1 : 1));
  const european = byCount.filter((each) => isInside(placeOf(each.country)!, europe));
  const stacked = european.length > 1 ? european.slice(0, stack.most) : [];
  stacked.sort((a, b) => placeOf(a.country)!.y - placeOf(b.country)!.y);
  stacked.forEach((each, i) => {
    const label = {
      x: stack.x,
      y: stack.top + i * stack.step,
      anchor: 'end' as const,
      name: each.label,
      alliance: false
    };
    labels.push({ ...label, ...(each.count && { count: each.count }) });
    const from = { x: stack.x + 6, y: label.y - 5 };
    page.take(boxOf(label, textWidth(each.label, each.count), lineHeight), from, placeOf(each.country)!);
  });

  const rest = [
    ...led.map((each) => ({ ...each, alliance: true, count: undefined })),
    ...byCount
      .filter((each) => !european.includes(each) || !stacked.length)
      .map((each) => ({ ...each, alliance: false, sub: undefined, href: undefined }))
  ];
  for (const { country, label: name, sub, count, href, alliance } of rest) {
    if (labels.length >= most) break;
    const width = Math.max(textWidth(name, count), sub ? textWidth(sub) * 0.9 : 0);
    const place = page.findPlace(placeOf(country)!, width, sub ? 2 * lineHeight : lineHeight, alliance ? 9 : 5);
    if (place)
      labels.push({ ...place, name, alliance, ...(sub && { sub }), ...(count && { count }), ...(href && { href }) });
  }

  const shapeOf = (code: string) => (shapes as Record<string, string>)[code.toUpperCase()] ?? '';
  return {
    viewBox: `0 0 ${world.width} ${world.height}`,
    land: world.land,
    memberLand: homes.map((each) => shapeOf(each.country)).join(''),
    allianceLand: led.map((each) => shapeOf(each.country)).join(''),
    leaders: page.leaders.map(([a, b]) => `M${a.x} ${a.y}L${b.x} ${b.y}`).join(''),
    dots: homes.map((each) => placeOf(each.country)!),
    tiles: led.map((each) => ({ ...placeOf(each.country)!, ...(each.href && { href: each.href }) })),
    labels
  };
}

/** Width in map units of a line at 15 px, estimated by script: the server has no font to measure with. */
export function textWidth(text: string, count?: number): number {
  const wide = /[\u0980-\u09ff\u3000-\u9fff]/;
  const letters = [...text].reduce((sum, letter) => sum + (wide.test(letter) ? 9.6 : letter === ' ' ? 4 : 8), 0);
  return letters + (count ? 6 + String(count).length * 9 : 0);
}

/** The room a label takes; `y` is the base line of its first line. */
function boxOf({ x, y, anchor }: Point & { anchor: 'start' | 'end' }, width: number, height: number): Rect {
  const left = anchor === 'start' ? x : x - width;
  return { left, top: y - 14, right: left + width, bottom: y - 14 + height };
}

const isInside = ({ x, y }: Point, { left, top, right, bottom }: Rect) =>
  x >= left && x <= right && y >= top && y <= bottom;

const overlap = (a: Rect, b: Rect) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const isLand = (x: number, y: number): boolean => {
  const columns = world.width / world.cellSize;
  const cell = Math.floor(y / world.cellSize) * columns + Math.floor(x / world.cellSize);
  return ((parseInt(world.landCells[cell >> 2] ?? '0', 16) >> (3 - (cell & 3))) & 1) === 1;
};

/** Keeps account of what is taken. Names are placed one by one; the first come have the choice. */
class LabelRoom {
  readonly leaders: [Point, Point][] = [];
  readonly #boxes: Rect[] = [];
  readonly #marks: Mark[];

  constructor(marks: Mark[]) {
    this.#marks = marks;
  }

  take(box: Rect, from?: Point, to?: Point) {
    this.#boxes.push(box);
    if (from && to) this.leaders.push([from, to]);
  }

  /** The free place nearest to the mark and most in the sea, or undefined when all is taken. */
  findPlace(mark: Point, width: number, height: number, half: number) {
    let best: (Point & { anchor: 'start' | 'end' }) | undefined;
    let bestCost = Infinity;
    for (const away of [half + 8, 34, 54, 80, 112]) {
      for (let turn = 0; turn < 16; turn++) {
        const angle = (turn * Math.PI) / 8;
        const anchor = Math.cos(angle) >= -0.01 ? ('start' as const) : ('end' as const);
        const place = {
          x: Math.round(mark.x + Math.cos(angle) * away),
          y: Math.round(mark.y + Math.sin(angle) * away + 5),
          anchor
        };
        const box = boxOf(place, width, height);
        const leader = this.#leaderTo(place, mark, away, half);
        if (!this.#isFree(box, leader, mark)) continue;
        const cost = away * 0.8 + this.#landUnder(box) * 46 + Math.abs(Math.sin(angle)) * 6;
        if (cost < bestCost) [best, bestCost] = [place, cost];
      }
    }
    if (!best) return undefined;
    const leader = this.#leaderTo(best, mark, Math.hypot(best.x - mark.x, best.y - 5 - mark.y), half);
    this.take(boxOf(best, width, height), ...(leader ?? []));
    return best;
  }

  /** From just before the word to the mark; close words need none. */
  #leaderTo(
    place: Point & { anchor: 'start' | 'end' },
    mark: Point,
    away: number,
    half: number
  ): [Point, Point] | undefined {
    if (away < half + 12) return undefined;
    return [
      { x: place.x + (place.anchor === 'start' ? -4 : 4), y: place.y - 5 },
      { x: mark.x, y: mark.y }
    ];
  }

  #isFree(box: Rect, leader: [Point, Point] | undefined, own: Point): boolean {
    if (box.left < room.left || box.right > room.right || box.top < room.top || box.bottom > room.bottom) return false;
    const wide = { left: box.left - 4, top: box.top - 2, right: box.right + 4, bottom: box.bottom + 2 };
    if (this.#boxes.some((taken) => overlap(taken, wide))) return false;
    const others = this.#marks.filter((mark) => mark.x !== own.x || mark.y !== own.y);
    if (this.#marks.some((mark) => overlap(around(mark), wide))) return false;
    if (this.leaders.some((line) => crosses(line, wide))) return false;
    if (!leader) return true;
    return (
      !this.#boxes.some((taken) => crosses(leader, taken)) &&
      !others.some((mark) => crosses(leader, around(mark))) &&
      !this.leaders.some((line) => meet(line, leader))
    );
  }

  /** The share of the box that lies over land, from 0 to 1. */
  #landUnder({ left, top, right, bottom }: Rect): number {
    let land = 0;
    let all = 0;
    for (let y = top + 4; y < bottom; y += world.cellSize) {
      for (let x = left; x < right; x += world.cellSize) {
        all++;
        if (isLand(x, y)) land++;
      }
    }
    return all ? land / all : 0;
  }
}

const around = ({ x, y, half }: Mark): Rect => ({ left: x - half, top: y - half, right: x + half, bottom: y + half });

const side = (a: Point, b: Point, c: Point) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));

/** Whether two lines cross. */
const meet = ([a, b]: [Point, Point], [c, d]: [Point, Point]) =>
  side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);

/** Whether a line runs through a box. */
function crosses([a, b]: [Point, Point], box: Rect): boolean {
  if (isInside(a, box) || isInside(b, box)) return true;
  const { left, top, right, bottom } = box;
  const corners = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom }
  ];
  return corners.some((corner, i) => meet([a, b], [corner, corners[(i + 1) % 4]!]));
}
