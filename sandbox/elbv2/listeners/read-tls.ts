import type { Certificate, CreateListenerInput, MutualAuthenticationAttributes } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Tls } from '../model.ts';
import { invalid, oneOf } from '../refusals.ts';
import type { Certificates } from '../tls/certificates.ts';
import { DEFAULT_SSL_POLICY, findSslPolicy } from '../tls/ssl-policies.ts';

/** The members that creating and changing a listener have in common. */
type TlsInput = Pick<CreateListenerInput, 'Protocol' | 'SslPolicy' | 'Certificates' | 'AlpnPolicy' | 'MutualAuthentication'>;

const PROTOCOLS = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC'] as const;

/** What an HTTPS listener presents, what is not given as it was; `undefined` for an HTTP listener, which can have none of it. */
export function readTls(input: TlsInput, was: Tls | undefined, certificates: Certificates): Tls | undefined {
  const protocol = oneOf('protocol', input.Protocol ?? (was ? 'HTTPS' : 'HTTP'), PROTOCOLS);
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') throw invalid(`Listener protocol '${protocol}' must be one of 'HTTPS, HTTP'`);
  if (input.AlpnPolicy?.some((policy) => policy !== 'None')) throw new AwsError('ALPNPolicyNotFound', "ALPN policies are not supported on load balancers with type 'application'");
  if (protocol === 'HTTP') return requirePlain(input);
  return {
    policy: findSslPolicy(input.SslPolicy ?? was?.policy ?? DEFAULT_SSL_POLICY).name,
    certificateArn: readDefault(input.Certificates, certificates) ?? requireCertificate(was),
    moreCertificateArns: was?.moreCertificateArns ?? [],
    mutual: input.MutualAuthentication ? readMutual(input.MutualAuthentication) : (was?.mutual ?? 'off'),
  };
}

function requirePlain({ SslPolicy, Certificates, MutualAuthentication }: TlsInput): undefined {
  if (SslPolicy !== undefined) throw invalid('An SSL policy cannot be specified for HTTP listeners');
  if (Certificates?.length) throw invalid('Certificates cannot be specified for HTTP listeners');
  if (MutualAuthentication !== undefined && MutualAuthentication.Mode !== 'off') throw invalid('Mutual authentication cannot be specified for HTTP listeners');
}

function readDefault(given: readonly Certificate[] | undefined, certificates: Certificates): string | undefined {
  const [first, ...more] = given ?? [];
  if (more.length > 0) throw invalid('You can specify exactly one certificate; add more with AddListenerCertificates');
  return first && readCertificate(first, certificates);
}

/** A certificate's ARN, refused where it is none or stands for nothing. */
export function readCertificate({ CertificateArn: arn = '', IsDefault }: Certificate, certificates: Certificates): string {
  if (IsDefault !== undefined) throw invalid('You cannot set the isDefault parameter for a certificate');
  if (!/^arn:aws[a-z-]*:(?:acm:[^:]+:\d{12}:certificate|iam::\d{12}:server-certificate)\/[\w./+=,@-]+$/.test(arn)) throw invalid(`Certificate ARN '${arn}' is not valid`);
  if (!certificates.has(arn)) throw new AwsError('CertificateNotFound', `Certificate '${arn}' not found`);
  return arn;
}

function requireCertificate(was: Tls | undefined): string {
  if (!was) throw invalid('A certificate must be specified for HTTPS listeners');
  return was.certificateArn;
}

function readMutual({ Mode, TrustStoreArn, IgnoreClientCertificateExpiry, AdvertiseTrustStoreCaNames }: MutualAuthenticationAttributes): Tls['mutual'] {
  if (Mode !== 'off' && Mode !== 'passthrough' && Mode !== 'verify') throw invalid(`Mutual authentication mode '${Mode ?? ''}' must be one of 'off, passthrough, verify'`);
  if (Mode === 'verify') {
    if (TrustStoreArn === undefined) throw invalid("A trust store ARN must be specified for mutual authentication mode 'verify'");
    throw new AwsError('TrustStoreNotFound', `Trust store '${TrustStoreArn}' not found`);
  }
  if (TrustStoreArn ?? IgnoreClientCertificateExpiry ?? AdvertiseTrustStoreCaNames) throw invalid(`A trust store cannot be specified for mutual authentication mode '${Mode}'`);
  return Mode;
}
