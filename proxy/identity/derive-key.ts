import { createECDH, createHash, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';

/** A key to sign with, and what the world may know of it. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: JWK;
}

/** Order of the curve P-256 (FIPS 186-5, appendix A; NIST SP 800-186 §3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * The P-256 key that a secret and a purpose stand for: the same wherever it is derived. By HKDF (RFC 5869) and reduction of 64 bits more
 * than are needed, so that no key is likelier than another (FIPS 186-5, A.2.1).
 */
export function deriveSigningKey(secret: string, purpose: string): SigningKey {
  const random = BigInt(`0x${Buffer.from(hkdfSync('sha256', secret, '', purpose, 40)).toString('hex')}`);
  const scalar = Buffer.from(((random % (ORDER - 1n)) + 1n).toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(scalar);
  const point = curve.getPublicKey();
  const kid = createHash('sha256').update(point).digest('base64url').slice(0, 22);
  const coordinates = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  return {
    kid,
    privateKey: createPrivateKey({ key: { ...coordinates, d: scalar.toString('base64url') }, format: 'jwk' }),
    publicKey: { ...coordinates, kid, use: 'sig', alg: 'ES256' },
  };
}
