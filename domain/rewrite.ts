/**
 * How a request of the group is put into the candidate's words, and its answer back into legacy's: an anti-corruption layer. The proxy
 * does it, for callers' requests and for copies alike; legacy's own never change.
 */
export interface Rewrite {
  readonly request: {
    /** The first that matches is applied; to `Location` of an answer the other way round. */
    readonly paths: readonly PathRewrite[];
    readonly query: NameRewrite;
    readonly headers: NameRewrite;
    readonly cookies: NameRewrite;
  };
  readonly answer: { readonly headers: NameRewrite; readonly cookies: Omit<NameRewrite, 'set'> };
  /** File in the proxy's folder of hooks, with a function for JSON bodies each way; `null` where bodies stay. */
  readonly hook: string | null;
}

/** `{ from: '/api/products/*', to: '/v2/items/*' }`: what the first `*` matched goes where the first `*` stands, and so on. */
export interface PathRewrite {
  readonly from: string;
  readonly to: string;
}

/** In this order: `remove`, `rename` (old → new), `set` (in place of any that are there). */
export interface NameRewrite {
  readonly remove: readonly string[];
  readonly rename: Readonly<Record<string, string>>;
  readonly set: Readonly<Record<string, string>>;
}

/** A hook is a file of the folder itself. */
export const HOOK_FILE = /^[A-Za-z0-9][A-Za-z0-9._-]*\.(ts|js|mjs)$/;

/** Why the two paths do not make a rewrite, or `undefined` where they do. */
export function pathRewriteProblem({ from, to }: PathRewrite): string | undefined {
  for (const path of [from, to]) if (!/^\/[A-Za-z0-9_\-.$/~"'@:+&*%]*$/.test(path)) return `"${path}" is not a path such as /api/products/*`;
  if (from.split('*').length !== to.split('*').length) return `"${from}" and "${to}" have not as many "*" as each other`;
  if (from.includes('**') || to.includes('**')) return 'one "*" directly after another matches nothing more than one';
  return undefined;
}

/** Headers that are not the user's to rewrite: they frame the message, or belong to one connection, or to the proxy. */
const NOT_REWRITTEN = /^(connection|content-length|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|x-banyan-.*)$/i;

/** Why a header cannot be rewritten, or `undefined` where it can. */
export function headerRewriteProblem(name: string): string | undefined {
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return `"${name}" is not the name of a header`;
  return NOT_REWRITTEN.test(name) ? `"${name}" frames the message or belongs to the proxy, and is not rewritten` : undefined;
}
