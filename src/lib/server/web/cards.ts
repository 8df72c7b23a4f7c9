import { drawCard, type CardContent, type Picture } from '#lib/drawing/card.ts';
import { currentApp } from './app.ts';
import { dependsOn } from './page-tags.ts';
import { getSite } from './site.ts';

/** Seconds that a picture is kept by the front; it goes earlier when what it shows changes. */
const maxAge = 86_400;

/**
 * Answers with the card of an item in the alliance's brand. Cards are for others to show, so other sites may.
 * @throws NotFound on an instance without an alliance
 */
export async function cardResponse(locals: App.Locals, content: CardContent, ...tags: string[]): Promise<Response> {
  const { shortName, colours, mark } = getSite(locals);
  const response = await pictureResponse(
    locals,
    drawCard(content, { name: shortName, colours, mark, locale: locals.ctx.locale }),
    ...tags
  );
  response.headers.set('cross-origin-resource-policy', 'cross-origin');
  return response;
}

/**
 * Answers with a picture, which the front keeps until one of the tags, or the alliance, changes; 503 while too many
 * wait for theirs.
 */
export async function pictureResponse(locals: App.Locals, picture: Picture, ...tags: string[]): Promise<Response> {
  dependsOn(locals, 'alliance', ...tags);
  let png: Buffer<ArrayBuffer>;
  try {
    png = await currentApp().paint(picture);
  } catch (error) {
    // By its name: the painter is of the front's modules, this is of the pages'.
    if ((error as Error).name !== 'PainterBusy') throw error;
    return new Response(null, { status: 503, headers: { 'retry-after': '10', 'cache-control': 'no-store' } });
  }
  return new Response(png, {
    headers: { 'content-type': 'image/png', 'content-length': String(png.length), 'x-page-max-age': String(maxAge) }
  });
}
