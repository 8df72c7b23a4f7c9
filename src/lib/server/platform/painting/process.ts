/*
 * Runs as a process of its own: the library and its fonts take some 60 MB that a thread would not give back. It paints
 * what it is sent, one picture after the other, and ends when the program lets go of it.
 */
import type { Picture } from '#lib/drawing/card.ts';
import { openBrush } from './brush.ts';

export type Painted = { png: Uint8Array } | { failure: string };

const opening = openBrush();

process.on('message', (picture: Picture) => {
  const answer = (painted: Painted) => process.send?.(painted);
  opening
    .then((brush) => brush(picture))
    .then(
      (png) => answer({ png }),
      (error: unknown) => answer({ failure: String(error) })
    );
});
