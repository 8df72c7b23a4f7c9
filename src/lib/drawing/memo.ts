/**
 * A drawing depends on nothing but what it is given, and the same ones are asked for all day: those asked for last
 * are remembered, `most` of them. What it gives is shared, and not to be changed.
 */
export function remembered<Given, Drawing>(draw: (given: Given) => Drawing, most: number): (given: Given) => Drawing {
  const drawn = new Map<string, Drawing>();
  return (given) => {
    const key = JSON.stringify(given);
    const known = drawn.get(key);
    if (known !== undefined) {
      // To the end of the line: the first in it goes first.
      drawn.delete(key);
      drawn.set(key, known);
      return known;
    }
    const drawing = draw(given);
    drawn.set(key, drawing);
    if (drawn.size > most) drawn.delete(drawn.keys().next().value!);
    return drawing;
  };
}
