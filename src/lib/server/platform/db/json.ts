import type { Colours } from '#lib/drawing/palette.ts';
import type { Localised } from '#lib/locale.ts';

export type { Colours, Localised };

/** Where a fact comes from. */
export interface Source {
  url: string;
  note?: string;
}

/** A statement worked out from a figure, with the arithmetic shown. */
export interface DerivedFigure {
  text: Localised;
  arithmetic: string;
}

/** A piece of a reference written out; some are set in italics. */
export interface CitationPiece {
  text: string;
  emphasis: boolean;
}

/** A reference written out in the styles that are offered. */
export interface Citations {
  apa: CitationPiece[];
  chicago: CitationPiece[];
  /** Which rules wrote it. */
  rules?: number;
}
