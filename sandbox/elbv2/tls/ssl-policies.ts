import { AwsError } from '../../wire/service.ts';

/** Which protocols and ciphers an HTTPS listener speaks. */
export interface SslPolicy {
  readonly name: string;
  /** `TLSv1.3`, `TLSv1.2`, `TLSv1.1`, `TLSv1`, the newest first. */
  readonly protocols: readonly string[];
  /** OpenSSL's names, in order of preference. */
  readonly ciphers: readonly string[];
}

/** What an HTTPS listener has where none is named. */
export const DEFAULT_SSL_POLICY = 'ELBSecurityPolicy-2016-08';

const TLS13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];

/** Ciphers of TLS 1.2 and older: forward secret ones with GCM, with CBC over SHA-2, over SHA-1, and those whose key exchange is RSA. */
const [GCM, SHA2, SHA1, RSA_SHA2, RSA_SHA1] = [1, 2, 4, 8, 16];

const OLDER: readonly (readonly [name: string, kind: number])[] = [
  ['ECDHE-ECDSA-AES128-GCM-SHA256', GCM],
  ['ECDHE-RSA-AES128-GCM-SHA256', GCM],
  ['ECDHE-ECDSA-AES128-SHA256', SHA2],
  ['ECDHE-RSA-AES128-SHA256', SHA2],
  ['ECDHE-ECDSA-AES128-SHA', SHA1],
  ['ECDHE-RSA-AES128-SHA', SHA1],
  ['ECDHE-ECDSA-AES256-GCM-SHA384', GCM],
  ['ECDHE-RSA-AES256-GCM-SHA384', GCM],
  ['ECDHE-ECDSA-AES256-SHA384', SHA2],
  ['ECDHE-RSA-AES256-SHA384', SHA2],
  ['ECDHE-ECDSA-AES256-SHA', SHA1],
  ['ECDHE-RSA-AES256-SHA', SHA1],
  ['AES128-GCM-SHA256', RSA_SHA2],
  ['AES128-SHA256', RSA_SHA2],
  ['AES128-SHA', RSA_SHA1],
  ['AES256-GCM-SHA384', RSA_SHA2],
  ['AES256-SHA256', RSA_SHA2],
  ['AES256-SHA', RSA_SHA1],
];

const STRICT = GCM | SHA2;
const NO_SHA1 = STRICT | RSA_SHA2;
const ALL = NO_SHA1 | SHA1 | RSA_SHA1;

/** The policies without FIPS and post-quantum variants: by AWS's name, the oldest protocol and the ciphers. */
export const SSL_POLICIES: readonly SslPolicy[] = [
  policy('ELBSecurityPolicy-2016-08', ['TLSv1.2', 'TLSv1.1', 'TLSv1'], ALL),
  policy('ELBSecurityPolicy-TLS13-1-2-2021-06', ['TLSv1.3', 'TLSv1.2'], STRICT),
  policy('ELBSecurityPolicy-TLS13-1-2-Res-2021-06', ['TLSv1.3', 'TLSv1.2'], GCM),
  policy('ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06', ['TLSv1.3', 'TLSv1.2'], NO_SHA1),
  policy('ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06', ['TLSv1.3', 'TLSv1.2'], ALL),
  policy('ELBSecurityPolicy-TLS13-1-1-2021-06', ['TLSv1.3', 'TLSv1.2', 'TLSv1.1'], ALL),
  policy('ELBSecurityPolicy-TLS13-1-0-2021-06', ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'], ALL),
  policy('ELBSecurityPolicy-TLS13-1-3-2021-06', ['TLSv1.3'], 0),
  policy('ELBSecurityPolicy-TLS-1-2-2017-01', ['TLSv1.2'], NO_SHA1),
  policy('ELBSecurityPolicy-TLS-1-1-2017-01', ['TLSv1.2', 'TLSv1.1'], ALL),
  policy('ELBSecurityPolicy-TLS-1-2-Ext-2018-06', ['TLSv1.2'], ALL),
];

function policy(name: string, protocols: readonly string[], kinds: number): SslPolicy {
  const older = OLDER.filter(([, kind]) => (kind & kinds) !== 0).map(([cipher]) => cipher);
  return { name, protocols, ciphers: protocols.includes('TLSv1.3') ? [...TLS13, ...older] : older };
}

export function findSslPolicy(name: string): SslPolicy {
  const found = SSL_POLICIES.find((each) => each.name === name);
  if (!found) throw new AwsError('SSLPolicyNotFound', `SSL policy '${name}' not found`);
  return found;
}
