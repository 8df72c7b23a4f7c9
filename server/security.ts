import type { ServerResponse } from 'node:http';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'"
].join('; ');

const DEFAULTS: readonly (readonly [string, string])[] = [
  ['Content-Security-Policy', CONTENT_SECURITY_POLICY],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Frame-Options', 'DENY']
];

/** A year, for this host alone: whether its subdomains speak https too is not ours to know. */
const HSTS = ['Strict-Transport-Security', 'max-age=31536000'] as const;

/** Headers that speak of the machinery to the world, or only to the front. */
const INTERNAL = [
  'x-powered-by',
  'server',
  'x-page-tags',
  'x-page-max-age',
  'x-sveltekit-page',
  'x-sveltekit-normalize'
];

/** All security headers as a list of names and values; `https` says whether the outside is encrypted. */
export function securityHeaders(https: boolean): readonly (readonly [string, string])[] {
  return https ? [...DEFAULTS, HSTS] : DEFAULTS;
}

/**
 * Puts the security headers on a response that is about to be sent and takes the internal ones off. What the response
 * set itself wins; a policy of its own that names frame-ancestors stands without X-Frame-Options.
 */
export function secure(res: ServerResponse, https: boolean): void {
  for (const name of INTERNAL) res.removeHeader(name);
  const own = String(res.getHeader('content-security-policy') ?? '');
  for (const [name, value] of securityHeaders(https)) {
    if (name === 'X-Frame-Options' && own.includes('frame-ancestors')) continue;
    if (!res.hasHeader(name)) res.setHeader(name, value);
  }
}
