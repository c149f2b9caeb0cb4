import { get } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateRuleCommand,
  DescribeListenerAttributesCommand,
  DescribeListenerCertificatesCommand,
  DescribeSSLPoliciesCommand,
  DescribeTrustStoresCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
  RemoveListenerCertificatesCommand,
  type Action,
  type Listener,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Certificate } from '../../../sandbox/elbv2/tls/certificates.ts';
import { makeCertificate } from '../../../sandbox/elbv2/tls/make-certificate.ts';
import { createListener, createLoadBalancer, startAws, type Aws } from './aws-on-loopback.ts';
import { ask as askPlain } from './ask.ts';
import { goneArn, refused, type Refusal } from './refused.ts';
import { freePort } from '../../../demo/free-port.ts';

const GONE = 'arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000';
const hello: Action = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'hello' } };

let aws: Aws;
let balancer: string;
/** The names of the default one, and of another. */
let local: Certificate;
let shop: Certificate;
let listener: Listener;

beforeAll(async () => {
  const make = (...names: string[]) => makeCertificate({ region: 'us-east-1', account: '000000000000', names, now: Date.now });
  [local, shop] = await Promise.all([make('localhost'), make('shop.example', '*.shop.example')]);
  // Further ones are only counted.
  const many = Array.from({ length: 25 }, (_, i) => ({ ...local, arn: `${GONE}${i}` }));
  aws = await startAws({ certificates: [local, shop, ...many] });
  balancer = await createLoadBalancer(aws);
  listener = await create({ Certificates: [{ CertificateArn: local.arn }] });
});
afterAll(() => aws.close());

const create = async (input: object): Promise<Listener> =>
  (await aws.elb.send(new CreateListenerCommand({ LoadBalancerArn: balancer, Protocol: 'HTTPS', Port: await freePort(), DefaultActions: [hello], ...input }))).Listeners?.[0] as Listener;
const modify = async (input: object, ListenerArn = listener.ListenerArn): Promise<Listener> => (await aws.elb.send(new ModifyListenerCommand({ ListenerArn, ...input }))).Listeners?.[0] as Listener;
const add = (...arns: string[]) => aws.elb.send(new AddListenerCertificatesCommand({ ListenerArn: listener.ListenerArn, Certificates: arns.map((CertificateArn) => ({ CertificateArn })) }));
const remove = (...arns: string[]) => aws.elb.send(new RemoveListenerCertificatesCommand({ ListenerArn: listener.ListenerArn, Certificates: arns.map((CertificateArn) => ({ CertificateArn })) }));
const certificates = async (page: object = {}) => await aws.elb.send(new DescribeListenerCertificatesCommand({ ListenerArn: listener.ListenerArn, ...page }));

/** What it answers to a client that trusts only this certificate. */
const ask = (port: number | undefined, servername: string, { certificate }: Certificate): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, servername, ca: certificate, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });

describe('an HTTPS listener', () => {
  test('has AWS’s policy where none is named, shows its certificate, and presents it', async () => {
    expect(listener).toMatchObject({ Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-2016-08', Certificates: [{ CertificateArn: local.arn }], MutualAuthentication: { Mode: 'off' } });
    expect(await ask(listener.Port, 'localhost', local)).toBe(200);
  });

  test('presents further certificates by server name until they are taken away', async () => {
    expect((await add(shop.arn, shop.arn)).Certificates).toMatchObject([{ CertificateArn: shop.arn, IsDefault: false }, { CertificateArn: shop.arn, IsDefault: false }]);
    expect((await certificates()).Certificates).toEqual([{ CertificateArn: local.arn, IsDefault: true }, { CertificateArn: shop.arn, IsDefault: false }]);
    expect(await ask(listener.Port, 'www.shop.example', shop)).toBe(200);
    for (let times = 0; times < 2; times++) await remove(shop.arn);
    expect((await certificates()).Certificates).toHaveLength(1);
    await expect(ask(listener.Port, 'www.shop.example', shop)).rejects.toThrow();
  });

  test('may have its default certificate in the list too, and shows it twice', async () => {
    await add(local.arn);
    const first = await certificates({ PageSize: 1 });
    expect(first.Certificates).toEqual([{ CertificateArn: local.arn, IsDefault: true }]);
    expect((await certificates({ Marker: first.NextMarker })).Certificates).toEqual([{ CertificateArn: local.arn, IsDefault: false }]);
    await remove(local.arn);
  });

  test('changes its policy and default certificate and keeps what is not given', async () => {
    expect(await modify({ SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' })).toMatchObject({ SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', Certificates: [{ CertificateArn: local.arn }] });
    expect(await modify({ Certificates: [{ CertificateArn: shop.arn }], MutualAuthentication: { Mode: 'passthrough' } })).toMatchObject({ SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', MutualAuthentication: { Mode: 'passthrough' } });
    expect(await ask(listener.Port, 'shop.example', shop)).toBe(200);
    await modify({ Certificates: [{ CertificateArn: local.arn }], MutualAuthentication: { Mode: 'off' } });
  });

  test('becomes one of HTTP on the same port, and then has nothing of TLS, and back', async () => {
    const changed = await modify({ Protocol: 'HTTP' });
    expect(changed).toMatchObject({ Protocol: 'HTTP', Port: listener.Port });
    for (const member of ['SslPolicy', 'Certificates', 'MutualAuthentication']) expect(changed).not.toHaveProperty(member);
    expect((await askPlain(`http://127.0.0.1:${listener.Port}`)).body).toBe('hello');
    await refused(modify({ Protocol: 'HTTPS' }), 'ValidationError', 'A certificate must be specified for HTTPS listeners');
    expect(await modify({ Protocol: 'HTTPS', Certificates: [{ CertificateArn: local.arn }] })).toMatchObject({ SslPolicy: 'ELBSecurityPolicy-2016-08' });
    expect(await ask(listener.Port, 'localhost', local)).toBe(200);
  });

  test('has attributes for the names of headers', async () => {
    const { Attributes } = await aws.elb.send(new DescribeListenerAttributesCommand({ ListenerArn: listener.ListenerArn }));
    expect(Attributes).toHaveLength(19);
    expect(Attributes).toContainEqual({ Key: 'routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name', Value: 'X-Amzn-Mtls-Clientcert-Serial-Number' });
  });

  test('authenticates before it routes, and never shows the secret', async () => {
    const AuthenticateOidcConfig = { Issuer: 'https://id.example', AuthorizationEndpoint: 'https://id.example/a', TokenEndpoint: 'https://id.example/t', UserInfoEndpoint: 'https://id.example/u', ClientId: 'c', ClientSecret: 'secret', AuthenticationRequestExtraParams: { prompt: 'login' } };
    const Actions = (config: object): Action[] => [{ Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig: { ...AuthenticateOidcConfig, ...config } }, { ...hello, Order: 2 }];
    const { Rules } = await aws.elb.send(new CreateRuleCommand({ ListenerArn: listener.ListenerArn, Priority: 1, Conditions: [{ Field: 'path-pattern', Values: ['/private'] }], Actions: Actions({}) }));
    expect(Rules?.[0]?.Actions).toMatchObject([
      { Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig: { ClientId: 'c', Scope: 'openid', SessionTimeout: 604_800, SessionCookieName: 'AWSELBAuthSessionCookie', OnUnauthenticatedRequest: 'authenticate', AuthenticationRequestExtraParams: { prompt: 'login' } } },
      { Type: 'fixed-response', Order: 2 },
    ]);
    expect(JSON.stringify(Rules)).not.toContain('secret');
    const RuleArn = Rules?.[0]?.RuleArn;
    await aws.elb.send(new ModifyRuleCommand({ RuleArn, Actions: Actions({ ClientSecret: undefined, UseExistingClientSecret: true, OnUnauthenticatedRequest: 'deny' }) }));
    await refused(modify({ Protocol: 'HTTP' }), 'InvalidLoadBalancerAction');
  });
});

describe('an HTTPS listener is refused', () => {
  test.each<[string, () => object, ...Refusal]>([
    ['to have no certificate', () => ({}), 'ValidationError', 'A certificate must be specified for HTTPS listeners'],
    ['two certificates at once', () => ({ Certificates: [{ CertificateArn: local.arn }, { CertificateArn: shop.arn }] }), 'ValidationError'],
    ['a certificate that is marked as default', () => ({ Certificates: [{ CertificateArn: local.arn, IsDefault: true }] }), 'ValidationError', 'You cannot set the isDefault parameter for a certificate'],
    ['a certificate that is not there', () => ({ Certificates: [{ CertificateArn: GONE }] }), 'CertificateNotFound'],
    ['a certificate whose ARN is none', () => ({ Certificates: [{ CertificateArn: 'localhost' }] }), 'ValidationError', "Certificate ARN 'localhost' is not valid"],
    ['an unknown policy', () => ({ Certificates: [{ CertificateArn: local.arn }], SslPolicy: 'ELBSecurityPolicy-2099-01' }), 'SSLPolicyNotFound'],
    ['an unknown mode of mutual authentication', () => ({ Certificates: [{ CertificateArn: local.arn }], MutualAuthentication: { Mode: 'maybe' } }), 'ValidationError'],
    ['to verify clients without a trust store', () => ({ Certificates: [{ CertificateArn: local.arn }], MutualAuthentication: { Mode: 'verify' } }), 'ValidationError'],
    ['an unknown trust store', () => ({ Certificates: [{ CertificateArn: local.arn }], MutualAuthentication: { Mode: 'verify', TrustStoreArn: 'arn:a' } }), 'TrustStoreNotFound'],
    ['a redirect to HTTP', () => ({ Certificates: [{ CertificateArn: local.arn }], DefaultActions: [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Protocol: 'HTTP' } }] }), 'InvalidLoadBalancerAction', 'You cannot redirect HTTPS to HTTP'],
    ['a redirect to itself', () => ({ Certificates: [{ CertificateArn: local.arn }], DefaultActions: [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Protocol: 'HTTPS' } }] }), 'InvalidLoadBalancerAction', /creates a loop$/],
  ])('%s', async (_, input, ...refusal) => {
    await refused(create(input()), ...refusal);
  });

  const jwt = (config: object = {}): object => ({ Type: 'jwt-validation', Order: 1, JwtValidationConfig: { JwksEndpoint: 'https://id.example/keys', Issuer: 'https://id.example', ...config } });
  const cognito = (config: object = {}): object => ({ Type: 'authenticate-cognito', Order: 1, AuthenticateCognitoConfig: { UserPoolArn: 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_a', UserPoolClientId: 'c', UserPoolDomain: 'd', ...config } });
  const claim = (more: object = {}): object => ({ AdditionalClaims: [{ Name: 'role', Format: 'single-string', Values: ['a'], ...more }] });

  test.each<[string, object[], ...Refusal]>([
    ['two authentications', [cognito(), { ...jwt(), Order: 2 }], 'TooManyActions'],
    ['an endpoint that is no URL of HTTPS', [jwt({ JwksEndpoint: 'http://id.example/keys' })], 'InvalidLoadBalancerAction'],
    ['a claim that is checked anyway', [jwt(claim({ Name: 'exp' }))], 'ValidationError'],
    ['a claim of an unknown format', [jwt(claim({ Format: 'number' }))], 'ValidationError'],
    ['a claim with a space in a value that spaces separate', [jwt(claim({ Format: 'space-separated-values', Values: ['a b'] }))], 'ValidationError'],
    ['a claim of eleven values', [jwt(claim({ Values: Array.from({ length: 11 }, String) }))], 'ValidationError'],
    ['a user pool that is none', [cognito({ UserPoolArn: 'pool' })], 'InvalidLoadBalancerAction'],
    ['a session of more than a week', [cognito({ SessionTimeout: 604_801 })], 'ValidationError'],
    ['an unknown answer to who is not authenticated', [cognito({ OnUnauthenticatedRequest: 'ask' })], 'ValidationError'],
    ['OIDC without a secret', [{ Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig: { Issuer: 'https://i.d', AuthorizationEndpoint: 'https://i.d/a', TokenEndpoint: 'https://i.d/t', UserInfoEndpoint: 'https://i.d/u', ClientId: 'c' } }], 'InvalidLoadBalancerAction'],
  ])('%s', async (_, before, ...refusal) => {
    await refused(modify({ DefaultActions: [...before, { ...hello, Order: 9 }] }), ...refusal);
  });

  test('to lose its default certificate, and one that has none to lose', async () => {
    await refused(remove(local.arn), 'OperationNotPermitted');
    const plain = await createListener(aws, balancer, hello);
    await refused(aws.elb.send(new AddListenerCertificatesCommand({ ListenerArn: plain.arn, Certificates: [{ CertificateArn: local.arn }] })), 'ValidationError');
    await refused(aws.elb.send(new DescribeListenerCertificatesCommand({ ListenerArn: goneArn('listener/app/gone/0') })), 'ListenerNotFound');
    await refused(add(GONE), 'CertificateNotFound');
    await refused(add(), 'ValidationError');
  });

  test('the 26th certificate of its load balancer beside the default ones', async () => {
    await add(...Array.from({ length: 25 }, (_, i) => `${GONE}${i}`));
    await refused(add(shop.arn), 'TooManyCertificates');
  });
});

test('the security policies say which protocols and ciphers they have', async () => {
  const { SslPolicies } = await aws.elb.send(new DescribeSSLPoliciesCommand({ Names: ['ELBSecurityPolicy-TLS13-1-2-Res-2021-06', 'ELBSecurityPolicy-2016-08'] }));
  expect(SslPolicies).toMatchObject([
    { Name: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06', SslProtocols: ['TLSv1.3', 'TLSv1.2'], SupportedLoadBalancerTypes: ['application', 'network'] },
    { Name: 'ELBSecurityPolicy-2016-08', SslProtocols: ['TLSv1.2', 'TLSv1.1', 'TLSv1'] },
  ]);
  expect(SslPolicies?.map(({ Ciphers }) => Ciphers?.length)).toEqual([7, 18]);
  expect(SslPolicies?.[1]?.Ciphers?.[0]).toEqual({ Name: 'ECDHE-ECDSA-AES128-GCM-SHA256', Priority: 1 });
  await refused(aws.elb.send(new DescribeSSLPoliciesCommand({ Names: ['ELBSecurityPolicy-2099-01'] })), 'SSLPolicyNotFound');
});

test('there are no trust stores', async () => {
  expect((await aws.elb.send(new DescribeTrustStoresCommand({}))).TrustStores).toEqual([]);
  await refused(aws.elb.send(new DescribeTrustStoresCommand({ Names: ['gone'] })), 'TrustStoreNotFound');
});
