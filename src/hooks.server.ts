import { AsyncLocalStorage } from 'node:async_hooks';
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks';
import { splitLocale } from '#lib/href.ts';
import { overwriteServerAsyncLocalStorage } from '#lib/paraglide/runtime.js';
import { findSite } from '#lib/server/alliances/site.ts';
import type { Locale } from '#lib/locale.ts';
import { findSession } from '#lib/server/people/access/sessions.ts';
import { reindexLater } from '#lib/server/platform/search/reindex.ts';
import { warmSearch } from '#lib/server/platform/search/search.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { currentApp } from '#lib/server/web/app.ts';
import { chooseLanguage, isPage } from '#lib/server/web/languages.ts';
import { pageTagsHeader } from '#lib/server/web/page-tags.ts';
import { refuseVisitor, sessionToken } from '#lib/server/web/session.ts';
import { wholePage } from '#lib/server/web/whole-page.ts';

interface Rendering {
  locale?: Locale;
  origin?: string;
  messageCalls?: Set<string>;
}
/** The faces of a page's language, asked for along with its styles: found only in them, they come late and shift the text. */
const latin = /\/latin\./;
const facesOf: Record<Locale, RegExp> = {
  en: latin,
  es: latin,
  fr: latin,
  sw: latin,
  ar: /\/(latin|readex-pro-arabic[\w-]*)\./,
  bn: /\/(latin-small|bengali)\./
};

const rendering = new AsyncLocalStorage<Rendering>();
overwriteServerAsyncLocalStorage(rendering as never);

/**
 * Reads what searches need while the program starts, so that the first reader does not wait for it. An index that
 * an earlier version of the program built is built again by a job; until then it finds what it can.
 */
export const init: ServerInit = () => {
  const { db, log } = currentApp();
  warmSearch(db).catch((error: unknown) => log.warn({ err: error }, 'the search is not warm'));
  reindexLater(db).catch((error: unknown) => log.error({ err: error }, 'the search is not built again'));
};

/** Builds the context of the request, renders in the language of the address, and names the page's tags. */
export const handle: Handle = async ({ event, resolve }) => {
  const app = currentApp();
  const { locale: asked, path } = splitLocale(event.url.pathname) as { locale: Locale; path: string };
  let locale = asked;
  const origin = app.config.publicUrl?.origin ?? event.url.origin;
  event.locals.ctx = {
    db: app.db,
    actor: { kind: 'visitor' },
    locale,
    now: new Date(),
    instance: { ...app.instance, origin },
    requestId: event.request.headers.get('x-request-id') ?? undefined
  };
  event.locals.path = path;
  event.locals.tags = [];
  event.locals.offer = event.request.headers.get('x-offer-locale');
  try {
    event.locals.site = await findSite(event.locals.ctx);
    const choice = chooseLanguage(asked, path, event.locals.site?.locales ?? []);
    ({ locale } = choice);
    if (choice.location && event.request.method === 'GET') {
      return new Response(null, { status: 302, headers: { location: choice.location + event.url.search } });
    }
    if (locale !== asked) {
      event.locals.ctx = { ...event.locals.ctx, locale };
      event.locals.site = await findSite(event.locals.ctx);
    }
    const token = sessionToken(event);
    event.locals.session = token ? await findSession(event.locals.ctx, token) : undefined;
    if (event.locals.session) event.locals.ctx = { ...event.locals.ctx, actor: event.locals.session.actor };
    if (choice.missing && !isPage(path)) return new Response(null, { status: 404 });
    if (choice.missing) throw new NotFound(asked);
  } catch (error) {
    // Pages throw it in their layout, so that even without a database the error page has its frame and language.
    event.locals.failure = error;
  }
  const refusal = refuseVisitor(event);
  if (refusal) return refusal;
  const response = await rendering.run({ locale, origin }, () =>
    wholePage(locale, (take) =>
      resolve(event, {
        preload: ({ type, path }) => (type === 'font' ? facesOf[locale].test(path) : type === 'js' || type === 'css'),
        transformPageChunk: ({ html }) => take({ html: reloading(html) })
      })
    )
  );
  const tags = pageTagsHeader(event.locals);
  if (tags && event.request.method === 'GET') response.headers.set('x-page-tags', tags);
  // A link that nobody made, one that was used and one that is over answer alike.
  if (event.locals.gone && response.status === 200)
    return new Response(response.body, { status: 404, headers: response.headers });
  return response;
};

/** While it is worked on, a page has the one script that reloads it when something changed; a built page has none. */
const reloading = (html: string): string =>
  import.meta.env.DEV ? html.replace('</head>', '<script type="module" src="/@vite/client"></script></head>') : html;

const statusOf: Record<string, number> = { Forbidden: 403, NotFound: 404, Conflict: 409, Invalid: 422 };

/** The one place where the errors of the domains become HTTP statuses; anything else is logged and is a 500. */
export const handleError: HandleServerError = ({ kind, error, event }) => {
  const status = error instanceof Error ? statusOf[error.name] : undefined;
  if (status) return { status, message: String(status) };
  // `?/default` is the one name of an action that SvelteKit takes for a mistake of ours.
  if (error instanceof Error && error.message.includes('action_name_reserved')) return { status: 404, message: '404' };
  if (kind === 'unknown') {
    currentApp().log.error(
      { err: error, requestId: event.locals.ctx?.requestId, route: event.route.id },
      'request failed'
    );
  }
  return undefined;
};
