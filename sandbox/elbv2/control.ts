import type { ObjectSink } from '../s3/object-sink.ts';
import type { Arns } from './arns.ts';
import type { Store } from './store.ts';
import type { Certificates } from './tls/certificates.ts';
import type { DataPlane } from './traffic/data-plane.ts';

/** What every operation of the control plane works with. */
export interface Control {
  readonly store: Store;
  readonly arns: Arns;
  readonly plane: DataPlane;
  readonly certificates: Certificates;
  readonly host: string;
  readonly now: () => number;
  readonly s3: ObjectSink | undefined;
}
