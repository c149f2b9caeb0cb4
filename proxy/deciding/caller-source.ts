/** Where a request says who calls. */
export type CallerSource =
  | { readonly kind: 'cookie' | 'header'; readonly name: string }
  /** A claim of a token whose signature is verified. */
  | { readonly kind: 'jwt'; readonly claim: string }
  /** Of the client, as the load balancer saw it. */
  | { readonly kind: 'address' };

const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** The sources in `jwt:sub, cookie:sid, address`, in order of preference, or why there are none. */
export function parseCallerSources(text: string): readonly CallerSource[] | string {
  const sources: CallerSource[] = [];
  for (const part of text.split(',').map((each) => each.trim())) {
    const [kind, name = ''] = part.split(/:(.*)/s, 2);
    if (part === 'address') sources.push({ kind: 'address' });
    else if (kind === 'jwt' && name !== '') sources.push({ kind, claim: name });
    else if ((kind === 'cookie' || kind === 'header') && NAME.test(name)) sources.push({ kind, name });
    else return `"${part}" is none of cookie:<name>, header:<name>, jwt:<claim>, address`;
  }
  return sources.filter(({ kind }) => kind === 'jwt').length > 1 ? 'names jwt twice; a request has one token' : sources;
}
