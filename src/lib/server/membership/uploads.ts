import { fileTypeFromBuffer } from 'file-type';
import { Invalid } from '../platform/errors.ts';
import type { NewFile } from '../platform/files/files.ts';
import { toPicture } from '../platform/files/picture.ts';

/** A file as it came with a form. */
export interface Upload {
  name: string;
  bytes: Uint8Array;
}

/** The most that a logo and a policy may have, in bytes. */
export const logoBytes = 5_000_000;
export const policyBytes = 10_000_000;

/** Documents that are taken, by what is in them, with the ending that a download gets. */
const documents: Record<string, string> = {
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.oasis.opendocument.text': 'odt'
};

async function* streamOf(bytes: Uint8Array) {
  yield bytes;
}

const stem = (name: string) => name.replace(/\.[^.]{1,12}$/u, '') || 'file';

/**
 * Makes a logo of an upload: drawn anew, so that nothing of the file but its picture is kept.
 * @throws Invalid of the field `logo`: `too-large`, or what `toPicture` says
 */
export async function readLogo({ name, bytes }: Upload): Promise<NewFile> {
  if (bytes.byteLength > logoBytes) throw new Invalid([{ field: 'logo', code: 'too-large' }]);
  const picture = await toPicture(bytes, 800);
  if ('problem' in picture) throw new Invalid([{ field: 'logo', code: picture.problem }]);
  return { stream: streamOf(picture.bytes), name: `${stem(name)}.webp`, mediaType: 'image/webp', public: false };
}

/**
 * Takes a safeguarding policy as it is. What it says of itself counts for nothing, only what is in it.
 * @throws Invalid of the field `policy`: `too-large`, `document-type`
 */
export async function readPolicy({ name, bytes }: Upload): Promise<NewFile> {
  if (bytes.byteLength > policyBytes) throw new Invalid([{ field: 'policy', code: 'too-large' }]);
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const ending = type && documents[type.mime];
  if (!ending) throw new Invalid([{ field: 'policy', code: 'document-type' }]);
  return { stream: streamOf(bytes), name: `${stem(name)}.${ending}`, mediaType: type.mime, public: false };
}
