/** How far a request keeps to RFC 7230, and with it how far two servers may read it differently. */
export interface Classification {
  readonly class: 'Acceptable' | 'Ambiguous' | 'Severe';
  readonly reason: Reason;
}

/** The reasons of AWS's access log, each with its class. */
const CLASSES = {
  GetHeadZeroContentLength: 'Acceptable',
  NonCompliantHeader: 'Acceptable',
  NonCompliantVersion: 'Acceptable',
  SpaceInUri: 'Acceptable',
  AmbiguousUri: 'Ambiguous',
  BothTeClPresent: 'Ambiguous',
  DuplicateContentLength: 'Ambiguous',
  EmptyHeader: 'Ambiguous',
  SuspiciousHeader: 'Ambiguous',
  UndefinedContentLengthSemantics: 'Ambiguous',
  UndefinedTransferEncodingSemantics: 'Ambiguous',
  BadContentLength: 'Severe',
  BadHeader: 'Severe',
  BadMethod: 'Severe',
  BadTransferEncoding: 'Severe',
  BadUri: 'Severe',
  BadVersion: 'Severe',
  MultipleContentLength: 'Severe',
  MultipleTransferEncodingChunked: 'Severe',
} as const satisfies Record<string, Classification['class']>;

export type Reason = keyof typeof CLASSES;

export type Mode = 'monitor' | 'defensive' | 'strictest';

export function classified(reason: Reason): Classification {
  return { class: CLASSES[reason], reason };
}

/** What becomes of a request: routed, routed with both its connections closed behind it, or refused with a 400. */
export function verdictOf({ class: severity }: Classification, mode: Mode): 'route' | 'route and close' | 'block' {
  if (mode === 'strictest') return 'block';
  if (mode === 'monitor' || severity === 'Acceptable') return 'route';
  return severity === 'Severe' ? 'block' : 'route and close';
}

const RANK = { Acceptable: 1, Ambiguous: 2, Severe: 3 } as const;

/** The gravest of several; the first where they are alike. */
export function gravest(reasons: readonly Reason[]): Classification | undefined {
  const [first, ...more] = reasons.map(classified);
  return first && more.reduce((worst, each) => (RANK[each.class] > RANK[worst.class] ? each : worst), first);
}
