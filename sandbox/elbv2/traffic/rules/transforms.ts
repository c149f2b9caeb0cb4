import type { Transform } from '../../model.ts';
import { compileRegex, type Regex } from './regex.ts';

export interface Destination {
  /** The host header; `undefined` where the request has none. */
  readonly host: string | undefined;
  /** Path and query. */
  readonly target: string;
}

/** What a rule's transforms make of a request that it matched; `failed` where the outcome is nothing that could be requested. */
export function transformed(transforms: readonly Transform[], { host, target }: Destination): Destination | 'failed' {
  try {
    const rewritten = { host: rewrite(transforms, 'host-header-rewrite', host ?? ''), target: rewrite(transforms, 'url-rewrite', target) };
    if (rewritten.target !== undefined && !/^\/[\x21-\x7e]*$/.test(rewritten.target)) return 'failed';
    if (rewritten.host !== undefined && !/^[A-Za-z0-9.:[\]_-]+$/.test(rewritten.host)) return 'failed';
    return { host: rewritten.host ?? host, target: rewritten.target ?? target };
  } catch {
    return 'failed';
  }
}

/** The new text; `undefined` where no transform of the kind matches. */
function rewrite(transforms: readonly Transform[], kind: Transform['kind'], text: string): string | undefined {
  const transform = transforms.find((each) => each.kind === kind);
  return transform && regexOf(transform).replace(text, transform.replace);
}

const compiled = new WeakMap<Transform, Regex>();

function regexOf(transform: Transform): Regex {
  let regex = compiled.get(transform);
  if (!regex) compiled.set(transform, (regex = compileRegex(transform.regex, { ignoreCase: transform.kind === 'host-header-rewrite' })));
  return regex;
}
