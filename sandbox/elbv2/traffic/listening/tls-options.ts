import { createSecureContext, type SecureContext, type SecureContextOptions, type SecureVersion, type TlsOptions } from 'node:tls';
import type { Tls } from '../../model.ts';
import type { Certificate, Certificates } from '../../tls/certificates.ts';
import { findSslPolicy } from '../../tls/ssl-policies.ts';

/** What a listener's handshakes go by. */
export function tlsOptionsOf(tls: Tls, certificates: Certificates): TlsOptions {
  const policy = policyOptions(tls.policy);
  const contexts = new Map<string, SecureContext>();
  const contextOf = (certificate: Certificate): SecureContext => {
    let found = contexts.get(certificate.arn);
    if (!found) contexts.set(certificate.arn, (found = createSecureContext({ ...policy, cert: certificate.certificate, key: certificate.key })));
    return found;
  };
  const fallback = certificates.get(tls.certificateArn);
  return {
    ...policy,
    cert: fallback?.certificate,
    key: fallback?.key,
    requestCert: tls.mutual === 'passthrough',
    rejectUnauthorized: false,
    SNICallback: (name, done) => {
      const chosen = certificateFor(name, tls, certificates);
      done(null, chosen && contextOf(chosen));
    },
  };
}

/** The certificate for a server name: the first of the further ones that is good for it, else the default one. */
export function certificateFor(name: string | undefined, { certificateArn, moreCertificateArns }: Tls, certificates: Certificates): Certificate | undefined {
  const fitting = moreCertificateArns.map((arn) => certificates.get(arn)).find((each) => name !== undefined && each?.names.some((pattern) => covers(pattern, name)));
  return fitting ?? certificates.get(certificateArn);
}

function covers(pattern: string, name: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), name.toLowerCase()];
  return wanted === given || (wanted.startsWith('*.') && given.includes('.') && given.slice(given.indexOf('.')) === wanted.slice(1));
}

function policyOptions(name: string): SecureContextOptions {
  const { protocols, ciphers } = findSslPolicy(name);
  const oldest = protocols.at(-1) as SecureVersion;
  const newest = protocols[0] as SecureVersion;
  // OpenSSL has the versions before 1.2 only at its lowest security level.
  const level = oldest === 'TLSv1' || oldest === 'TLSv1.1' ? ':@SECLEVEL=0' : '';
  return { minVersion: oldest, maxVersion: newest, ciphers: `${ciphers.join(':')}${level}`, honorCipherOrder: true };
}
