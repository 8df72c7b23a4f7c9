import type { Site } from '#lib/server/alliances/site.ts';
import type { SignedIn } from '#lib/server/people/access/sessions.ts';
import type { Context } from '#lib/server/platform/context.ts';

declare global {
  namespace App {
    interface Locals {
      ctx: Context;
      /** The address without its language. */
      path: string;
      /** What the page shows; see web/page-tags.ts. */
      tags: string[];
      /** The language to offer on a first visit, or null. */
      offer: string | null;
      site: Site | undefined;
      /** Who is signed in; undefined for a visitor. */
      session: SignedIn | undefined;
      /** Whether the page is that of a link that opens nothing, whatever became of it: it says so as its own words, and 404. */
      gone?: boolean;
      /** Why the site could not be read; then there is no page but the error page. */
      failure?: unknown;
    }
  }
}
