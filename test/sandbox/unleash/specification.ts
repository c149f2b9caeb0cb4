import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** One file of the client specification: a state, and what a client must make of it. */
export interface Specification {
  readonly name: string;
  readonly flags: readonly SpecifiedFlag[];
  readonly segments: readonly SpecifiedSegment[];
  readonly tests: readonly Case<boolean>[];
  readonly variantTests: readonly Case<object>[];
}

export interface Case<T> {
  readonly description: string;
  readonly context: Readonly<Record<string, string>>;
  readonly toggleName: string;
  readonly expectedResult: T;
}

export interface SpecifiedFlag {
  readonly name: string;
  readonly description?: string | null;
  readonly enabled: boolean;
  readonly strategies?: readonly SpecifiedStrategy[];
  readonly variants?: readonly SpecifiedVariant[];
  readonly dependencies?: readonly { readonly feature: string; readonly enabled?: boolean; readonly variants?: readonly string[] }[];
}

export interface SpecifiedStrategy {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly constraints?: readonly object[];
  readonly variants?: readonly SpecifiedVariant[];
  readonly segments?: readonly number[];
}

export interface SpecifiedVariant {
  readonly name: string;
  readonly weight: number;
}

export interface SpecifiedSegment {
  readonly id: number;
  readonly name?: string;
  readonly constraints: readonly object[];
}

type DeltaEvent =
  | { readonly type: 'hydration'; readonly features: readonly SpecifiedFlag[]; readonly segments: readonly SpecifiedSegment[] }
  | { readonly type: 'feature-updated'; readonly feature: SpecifiedFlag }
  | { readonly type: 'feature-removed'; readonly featureName: string }
  | { readonly type: 'segment-updated'; readonly segment: SpecifiedSegment };

interface SpecificationFile {
  readonly name: string;
  readonly state: { readonly features: readonly SpecifiedFlag[]; readonly segments?: readonly SpecifiedSegment[] } | { readonly events: readonly DeltaEvent[] };
  readonly tests?: readonly Case<boolean>[];
  readonly variantTests?: readonly Case<object>[];
}

const require = createRequire(import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(require.resolve(`@unleash/client-specification/specifications/${file}`), 'utf8'));

/** All of the specification that is installed. */
export function specifications(): readonly Specification[] {
  return (read('index.json') as string[]).map((file) => {
    const { name, state, tests = [], variantTests = [] } = read(file) as SpecificationFile;
    const { features, segments = [] } = 'events' in state ? after(state.events) : state;
    return { name, flags: features, segments, tests, variantTests };
  });
}

/** What a client knows once it was told all of that. */
function after(events: readonly DeltaEvent[]): { features: readonly SpecifiedFlag[]; segments: readonly SpecifiedSegment[] } {
  const flags = new Map<string, SpecifiedFlag>();
  const segments = new Map<number, SpecifiedSegment>();
  for (const event of events) {
    if (event.type === 'feature-removed') flags.delete(event.featureName);
    if (event.type === 'feature-updated') flags.set(event.feature.name, event.feature);
    if (event.type === 'segment-updated') segments.set(event.segment.id, event.segment);
    if (event.type === 'hydration') {
      for (const each of event.features) flags.set(each.name, each);
      for (const each of event.segments) segments.set(each.id, each);
    }
  }
  return { features: [...flags.values()], segments: [...segments.values()] };
}
