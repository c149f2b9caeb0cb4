import { createHash } from 'node:crypto';

/** What the page's own modules call the libraries by; an import map, the only script that stands in the page itself. */
export const IMPORT_MAP = JSON.stringify({ imports: { 'lit-html': '/vendor/lit-html/lit-html.js', 'lit-html/': '/vendor/lit-html/', uplot: '/vendor/uplot/uPlot.esm.js' } });

/** Nothing from elsewhere, nothing inline, nobody around it. */
const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(IMPORT_MAP).digest('base64')}'`,
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Stand on every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
};
