import { randomUUID } from 'node:crypto';
import type { Certificate } from './certificates.ts';

/** Long enough for any sandbox, short enough for the clients that refuse longer ones. */
const DAYS = 397;

/** A self-signed certificate for these names and the loopback address. Clients trust it by its own PEM. */
export async function makeCertificate({ region, account, names, now }: { readonly region: string; readonly account: string; readonly names: readonly string[]; readonly now: () => number }): Promise<Certificate> {
  // Loaded late: only a sandbox that has none makes one.
  const { generate } = await import('selfsigned');
  const altNames = [...names.map((value) => ({ type: 2 as const, value })), { type: 7 as const, ip: '127.0.0.1' }];
  const { cert, private: key } = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now() - 3_600_000),
    notAfterDate: new Date(now() + DAYS * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { arn: `arn:aws:acm:${region}:${account}:certificate/${randomUUID()}`, names, certificate: cert, key };
}
