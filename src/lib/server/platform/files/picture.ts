import { fileTypeFromBuffer } from 'file-type';

/** The most points that a picture may have before it is made smaller: more is no logo but an attack, or a mistake. */
const maxPixels = 40_000_000;
const types = new Set(['image/png', 'image/jpeg', 'image/webp']);

/** Why a picture was not taken: no PNG, JPEG or WebP, several pictures in one, too many points, or broken. */
export type PictureProblem = 'picture-type' | 'picture-moves' | 'picture-huge' | 'picture-broken';

/**
 * Draws a picture anew as WebP, no side longer than `side`: whatever else the file held (places, names, programs) is
 * gone. The work is done by threads of its own.
 */
export async function toPicture(
  bytes: Uint8Array,
  side: number
): Promise<{ bytes: Uint8Array } | { problem: PictureProblem }> {
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (type?.mime === 'image/apng') return { problem: 'picture-moves' };
  if (!type || !types.has(type.mime)) return { problem: 'picture-type' };
  // The library takes 8 MB, which most days nobody asks for.
  const { default: sharp } = await import('sharp');
  try {
    const head = await sharp(bytes, { limitInputPixels: false }).metadata();
    if ((head.pages ?? 1) > 1) return { problem: 'picture-moves' };
    if ((head.width ?? 0) * (head.height ?? 0) > maxPixels) return { problem: 'picture-huge' };
    const drawn = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .timeout({ seconds: 20 })
      .rotate()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 88 })
      .toBuffer();
    return { bytes: drawn };
  } catch {
    return { problem: 'picture-broken' };
  }
}
