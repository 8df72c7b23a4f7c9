/**
 * Document numbers as they come from the database: four characters of six bits each, from "0" on. They are put
 * together there without any conversion, and read here in one loop.
 */
export const first = 48;
const charactersACode = 4;

export function encodeDoc(doc: number): string {
  return String.fromCharCode(
    first + ((doc >> 18) & 63),
    first + ((doc >> 12) & 63),
    first + ((doc >> 6) & 63),
    first + (doc & 63)
  );
}

/** The numbers in a string of codes, in a list that `take` makes. */
export function decodeDocs(
  codes: string,
  take: (length: number) => Int32Array = (length) => new Int32Array(length)
): Int32Array {
  const docs = take(codes.length / charactersACode);
  for (let index = 0, at = 0; index < docs.length; index++, at += charactersACode) {
    docs[index] =
      ((codes.charCodeAt(at) - first) << 18) |
      ((codes.charCodeAt(at + 1) - first) << 12) |
      ((codes.charCodeAt(at + 2) - first) << 6) |
      (codes.charCodeAt(at + 3) - first);
  }
  return docs;
}
