import { fileTypeFromBuffer } from 'file-type';
import { sql } from 'kysely';
import type { Context } from '../platform/context.ts';
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

/** Deletes files that came with an entry or an application, but for those that another of them has as well. */
export async function removeUnused(ctx: Context, ids: number[]): Promise<void> {
  await sql`delete from file f where id = any(${ids}::int[])
    and not exists (select from organisation o where f.id in (o.logo_file_id, o.safeguarding_file_id))
    and not exists (select from application a where f.id in (a.logo_file_id, a.safeguarding_file_id))`.execute(ctx.db);
}
