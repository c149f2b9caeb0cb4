/** Says of a session what candidates are told: `sub`, and whatever else is configured. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** Claim → where it stands in legacy's answer: `{ sub: 'customer.id', name: 'customer.name' }`. */
export type ClaimPaths = Readonly<Record<string, string>> & { readonly sub: string };

/** With the rest of the token this still fits well into a header. */
const MAX_LENGTH = 2_048;

/** The claims in legacy's answer; `anonymous` where it names nobody. Throws where there is more than fits into a header. */
export function claimsIn(answer: unknown, paths: ClaimPaths): Claims | 'anonymous' {
  const found = Object.entries(paths).map(([claim, path]) => [claim, valueAt(answer, path)] as const);
  const claims = Object.fromEntries(found.filter(([, value]) => value !== undefined && value !== null));
  const { sub } = claims;
  if ((typeof sub !== 'string' && typeof sub !== 'number') || sub === '') return 'anonymous';
  if (JSON.stringify(claims).length > MAX_LENGTH) throw new Error(`the claims are longer than ${MAX_LENGTH} characters`);
  return { ...claims, sub: String(sub) };
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => (typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : undefined), value);
}
