/* The pages that looks are had at, but for those of the desk (desk-pages.ts); what stands in braces is the test's to know. */

/** One page of each kind that everybody reads, or opens by a link in a mail. */
export const sitePages = [
  '/',
  '/about',
  '/members',
  '/members/unicef',
  '/alliances',
  '/alliances/kenya',
  '/library',
  '/library?type=report&q=streets',
  '/library?q=nothing-has-this-word',
  '/library/urban-air-pollution-and-children',
  '/blog',
  '/blog/lessons-from-more-than-1000-school-streets',
  '/events',
  '/events/wuf12',
  '/join',
  '/newsletter',
  '/newsletter/sent',
  '/newsletter/confirm/{confirm}',
  '/newsletter/confirm/{confirmed}',
  '/newsletter/confirm/is-no-secret',
  '/newsletter/preferences/{preferences}',
  '/newsletter/preferences/{preferences}?said=saved',
  '/newsletter/leave/{leave}',
  '/answer/{answer}',
  '/setup/{setup}',
  '/design',
  '/contact',
  '/contact/sent?reference=AAAA-CCCC',
  '/concern',
  '/concern/sent?reference=AAAA-CCCC',
  '/privacy',
  '/imprint',
  '/accessibility',
  '/sitemap',
  '/search?q=children',
  '/nothing-is-here',
  '/library/nothing-is-here'
];

/** For everybody: what leads into the alliance, and what its mails lead to when their links are over. */
export const joiningPages = [
  '/join/apply',
  '/join/link',
  '/join/link?sent=1',
  '/join/application/is-no-link',
  '/join/application/confirm/is-no-link',
  '{own}',
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((step) => `{own}/${step}`),
  '{own}/withdraw',
  '/sign-in',
  '/sign-in/sent',
  '/sign-in/link/is-no-link',
  '/sign-in/passkey',
  '/sign-in/outside/sorry?why=no-account',
  '/sign-out',
  '/invitation/is-no-link',
  '/account/address/is-no-link',
  '/account/gone'
];

/** For whoever is signed in. */
export const accountPages = [
  '/account',
  '/account/password',
  '/account/passkeys',
  '/account/second-factor',
  '/account/sessions',
  '/account/data',
  '/account/journal'
];

/** For whoever is signed in and has not passed their second factor. */
export const halfwayPages = ['/sign-in/code'];

/** Where the made-up people of the demonstration are chosen from. */
export const demoPages = ['/demo'];
