import { scalarText } from '../json-node.ts';
import { plainNumber } from '../json-number.ts';
import type { Scalar } from '../mask-agreement.ts';
import type { Redactor } from '../redact.ts';

/** Writes values so that they can be read back by {@link readRaw}: what two answers of legacy's have in common is seen only in the values. Nothing written so may leave the thread. */
export function createRawWriter(redactor: Redactor): Redactor {
  const write = (scalar: Scalar) => JSON.stringify(scalar);
  const raw: Redactor = {
    ...redactor,
    with: () => raw,
    json: (_path, document, node) => {
      const { kind } = node;
      if (kind !== 'string' && kind !== 'number' && kind !== 'boolean') return '';
      const text = scalarText(document, node);
      return write({ kind, text: kind === 'number' ? plainNumber(text) : text });
    },
    text: (_path, text) => write({ kind: 'string', text }),
    digest: (_description, content) => (typeof content === 'string' ? write({ kind: 'string', text: content }) : ''),
    excerpt: () => '',
    target: (target) => write({ kind: 'string', text: target }),
  };
  return raw;
}

/** The value as it was before it was written; `undefined` of what is no single value. */
export function readRaw(written: string | null): Scalar | undefined {
  return written === null || !written.startsWith('{') ? undefined : (JSON.parse(written) as Scalar);
}
