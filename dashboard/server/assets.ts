import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { IMPORT_MAP } from './headers.ts';

/** A file that browsers get, as it is. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.html': 'text/html; charset=utf-8' };
const PAGE = join(import.meta.dirname, '..', 'page');
const LIT = ['lit-html.js', 'directive.js', 'directive-helpers.js', 'directives/repeat.js', 'directives/live.js'];

/** Every file of the page and of its libraries by its path, read once: what is not here cannot be asked for. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const require = createRequire(import.meta.url);
  const uplot = dirname(require.resolve('uplot'));
  // Its entry for Node stands one folder further down than that for browsers.
  const lit = join(dirname(require.resolve('lit-html')), '..');
  const own = readdirSync(PAGE).filter((name) => extname(name) in TYPES && name !== 'index.html');
  return new Map([
    ...own.map((name) => [`/page/${name}`, assetOf(join(PAGE, name))] as const),
    ...['uPlot.esm.js', 'uPlot.min.css'].map((name) => [`/vendor/uplot/${name}`, assetOf(join(uplot, name))] as const),
    ...LIT.map((name) => [`/vendor/lit-html/${name}`, assetOf(join(lit, name))] as const),
  ]);
}

/** The one document, whatever page it is asked for as: which one it is, it reads from its address. */
export function readDocument(): Asset {
  const text = readFileSync(join(PAGE, 'index.html'), 'utf8').replace('IMPORT_MAP', () => IMPORT_MAP);
  return { type: TYPES['.html'] ?? '', body: Buffer.from(text) };
}

function assetOf(file: string): Asset {
  return { type: TYPES[extname(file)] ?? 'application/octet-stream', body: readFileSync(file) };
}
