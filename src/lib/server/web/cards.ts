import { read } from '$app/server';
import bengali from '@fontsource/anek-bangla/files/anek-bangla-bengali-700-normal.woff2';
import latinExtended from '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2';
import arabic from '@fontsource-variable/readex-pro/files/readex-pro-arabic-wght-normal.woff2';
import latin from '#lib/fonts/latin.woff2';
import { drawCard, type CardContent, type Picture } from '#lib/drawing/card.ts';
import { paint, type Face } from '../platform/paint.ts';
import { dependsOn } from './page-tags.ts';
import { getSite } from './site.ts';

/** The faces that pages are set in, in the order in which a letter is looked for; of Bengali the bold one. */
const files = { Latin: latin, 'Latin Extended': latinExtended, Arabic: arabic, Bengali: bengali };

const faces = (): Promise<Face[]> =>
  Promise.all(Object.entries(files).map(async ([name, file]) => ({ name, data: await read(file).bytes() })));

/** Seconds that a picture is kept by the front; it goes earlier when what it shows changes. */
const maxAge = 86_400;

/**
 * Answers with the card of an item in the alliance's brand. Cards are for others to show, so other sites may.
 * @throws NotFound on an instance without an alliance
 */
export async function cardResponse(locals: App.Locals, content: CardContent, ...tags: string[]): Promise<Response> {
  const { shortName, colours, mark } = getSite(locals);
  const response = await pictureResponse(locals, drawCard(content, { name: shortName, colours, mark, locale: locals.ctx.locale }), ...tags);
  response.headers.set('cross-origin-resource-policy', 'cross-origin');
  return response;
}

/** Answers with a picture, which the front keeps until one of the tags, or the alliance, changes. */
export async function pictureResponse(locals: App.Locals, picture: Picture, ...tags: string[]): Promise<Response> {
  dependsOn(locals, 'alliance', ...tags);
  const png = await paint(picture, faces);
  return new Response(png, { headers: { 'content-type': 'image/png', 'content-length': String(png.length), 'x-page-max-age': String(maxAge) } });
}
