import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeTagsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSts } from '../../../sandbox/sts/sts.ts';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';
import { startWireServer, type WireServer } from '../../../sandbox/wire/server.ts';
import { getCallerIdentity, listClusters, send, sign, type RawRequest, type Signing } from './signed-request.ts';

const SERVICES = {
  ecs: { operations: { ListClusters: () => ({ clusterArns: [] }) } },
  elasticloadbalancing: { operations: { DescribeTags: () => ({ TagDescriptions: [] }) } },
  monitoring: { operations: { ListMetrics: () => ({ Metrics: [] }) } },
  sts: createSts({ account: '123456789012' }).service,
};

let wire: WireServer;
beforeAll(async () => {
  wire = await startWireServer({ host: '127.0.0.1', now: Date.now, services: SERVICES });
});
afterAll(() => wire.close());

const MINUTE = 60_000;

/** Signed, then spoilt. */
async function spoilt(request: RawRequest, signing: Signing, spoil: (request: RawRequest) => void): Promise<{ status: number; text: string }> {
  const signed = await sign(wire.endpoint, request, signing);
  spoil(signed);
  return await send(wire.endpoint, signed);
}

const replaceAuthorization = (from: RegExp, to: string) => (request: RawRequest) => {
  request.headers['authorization'] = (request.headers['authorization'] ?? '').replace(from, to);
};

describe('what is rightly signed is answered', () => {
  test.each<[string, RawRequest, Signing]>([
    ['JSON', listClusters(), {}],
    ['a query', getCallerIdentity(), { service: 'sts' }],
    ['a query in the address', { ...getCallerIdentity(), method: 'GET', headers: {}, body: '', path: '/?Version=2011-06-15&x=1%2B1&x=a%20b&Action=GetCallerIdentity&empty=' }, { service: 'sts' }],
    ['almost five minutes ago', listClusters(), { at: Date.now() - 4.5 * MINUTE }],
    ['almost five minutes ahead', listClusters(), { at: Date.now() + 4.5 * MINUTE }],
  ])('%s', async (_, request, signing) => {
    expect(await spoilt(request, signing, () => {})).toMatchObject({ status: 200 });
  });

  test('with spaces around its headers, and with headers that nobody signed', async () => {
    const answer = await spoilt(listClusters(), {}, ({ headers }) => {
      headers['accept-language'] = 'la';
      headers['content-type'] = `  ${headers['content-type']} `;
    });
    expect(answer.status).toBe(200);
  });
});

/** Status and code. */
const REFUSED = {
  'AWS query': { missing: [403, 'MissingAuthenticationToken'], incomplete: [400, 'IncompleteSignature'], unknown: [403, 'InvalidClientTokenId'], wrong: [403, 'SignatureDoesNotMatch'] },
  'AWS JSON': { missing: [400, 'MissingAuthenticationTokenException'], incomplete: [400, 'IncompleteSignatureException'], unknown: [400, 'UnrecognizedClientException'], wrong: [400, 'InvalidSignatureException'] },
} as const;

const ANOTHER_HASH = 'a'.repeat(64);

describe.each<[keyof typeof REFUSED, () => RawRequest, string]>([
  ['AWS query', getCallerIdentity, 'sts'],
  ['AWS JSON', listClusters, 'ecs'],
])('%s refuses', (protocol, request, service) => {
  test.each<[string, keyof (typeof REFUSED)['AWS query'], Signing, (request: RawRequest) => void]>([
    ['what is not signed', 'missing', {}, ({ headers }) => delete headers['authorization']],
    ['another way to sign', 'incomplete', {}, ({ headers }) => (headers['authorization'] = 'Basic c2FuZGJveDpzYW5kYm94')],
    ['half of a signature', 'incomplete', {}, replaceAuthorization(/, Signature=.*/, '')],
    ['a credential of four parts', 'incomplete', {}, replaceAuthorization(/\/aws4_request/, '')],
    ['no date', 'incomplete', {}, ({ headers }) => delete headers['x-amz-date']],
    ['a date that is none', 'incomplete', {}, ({ headers }) => (headers['x-amz-date'] = '20261399T000000Z')],
    ['a key that it does not know', 'unknown', {}, replaceAuthorization(/sandbox\//, 'somebody/')],
    ['a session that it did not open', 'unknown', {}, (each) => {
      each.headers['x-amz-security-token'] = 'token';
      replaceAuthorization(/;x-amz-date/, ';x-amz-date;x-amz-security-token')(each);
    }],
    ['another secret', 'wrong', { secretAccessKey: 'guess' }, () => {}],
    ['an empty signature', 'wrong', {}, replaceAuthorization(/Signature=.*/, 'Signature=')],
    ['another body', 'wrong', {}, (each) => (each.body += '&x=1')],
    ['a longer signature', 'wrong', {}, replaceAuthorization(/$/, '0')],
    ['another address', 'wrong', {}, (each) => (each.path = '/elsewhere')],
    ['a query string that was not signed', 'wrong', {}, (each) => (each.path = '/?more=1')],
    ['a header that was signed otherwise', 'wrong', {}, ({ headers }) => (headers['content-type'] += '; charset=utf-8')],
    ['a header that was signed and is gone', 'wrong', {}, replaceAuthorization(/SignedHeaders=/, 'SignedHeaders=accept-charset;')],
    ['a hash that is not the body’s', 'wrong', {}, ({ headers }) => (headers['x-amz-content-sha256'] = ANOTHER_HASH)],
    ['a body that was left out of the signature', 'wrong', {}, ({ headers }) => (headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD')],
    ['a host that was not signed', 'wrong', {}, replaceAuthorization(/host;/, '')],
    ['another region', 'wrong', { region: 'eu-west-1' }, () => {}],
    ['another terminator', 'wrong', {}, replaceAuthorization(/aws4_request/, 'aws5_request')],
    ['a scope of another day', 'wrong', {}, replaceAuthorization(/\/\d{8}\//, '/20200101/')],
    ['what is older than five minutes', 'wrong', { at: Date.now() - 6 * MINUTE }, () => {}],
    ['what is signed for later', 'wrong', { at: Date.now() + 6 * MINUTE }, () => {}],
  ])('%s', async (_name, refusal, signing, spoil) => {
    const { status, text } = await spoilt(request(), { service, ...signing }, spoil);
    const [expected, code] = REFUSED[protocol][refusal];
    expect([status, text]).toEqual([expected, expect.stringContaining(code)]);
  });
});

test('a signature for another service or region is told which is right', async () => {
  expect((await spoilt(listClusters(), { region: 'eu-west-1' }, () => {})).text).toContain("not 'eu-west-1'. The sandbox's is us-east-1.");
  expect((await spoilt(listClusters(), { service: 'monitoring' }, () => {})).text).toContain("Credential should be scoped to correct service: 'ecs'");
});

test('a target that was not signed is refused', async () => {
  expect((await spoilt(listClusters(), {}, replaceAuthorization(/;x-amz-target/, ''))).text).toContain("'x-amz-target' must be a 'SignedHeader'");
});

test('a hash of another body is refused, though it is signed', async () => {
  const request = listClusters();
  request.headers['x-amz-content-sha256'] = ANOTHER_HASH;
  expect((await spoilt(request, {}, () => {})).text).toContain('InvalidSignatureException');
});

test('the SDK sees the names that AWS gives its refusals', async () => {
  const options = { endpoint: wire.endpoint, region: 'us-east-1', maxAttempts: 1 };
  const wrong = { ...options, credentials: { ...SANDBOX_CREDENTIALS, secretAccessKey: 'guess' } };
  const unknown = { ...options, credentials: { accessKeyId: 'somebody', secretAccessKey: 'guess' } };
  await expect(new ECSClient(wrong).send(new ListClustersCommand({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  await expect(new ECSClient(unknown).send(new ListClustersCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  await expect(new ElasticLoadBalancingV2Client(wrong).send(new DescribeTagsCommand({ ResourceArns: ['a'] }))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  await expect(new CloudWatchClient(unknown).send(new ListMetricsCommand({}))).rejects.toMatchObject({ Code: 'InvalidClientTokenId' });
});

test('with keys of its own it takes those, and no others', async () => {
  const own = await startWireServer({ host: '127.0.0.1', now: Date.now, services: SERVICES, auth: { accessKeyId: 'sandbox', secretAccessKey: 'own' }, region: 'eu-west-1' });
  const ask = async (signing: Signing): Promise<number> => (await send(own.endpoint, await sign(own.endpoint, listClusters(), signing))).status;
  expect([await ask({ secretAccessKey: 'own', region: 'eu-west-1' }), await ask({ region: 'eu-west-1' }), await ask({ secretAccessKey: 'own' })]).toEqual([200, 400, 400]);
  await own.close();
});

test('without auth it takes any signature, and none', async () => {
  const open = await startWireServer({ host: '127.0.0.1', now: Date.now, services: SERVICES, auth: false });
  const ask = async (signing: Signing): Promise<number> => (await send(open.endpoint, await sign(open.endpoint, listClusters(), signing))).status;
  expect([await ask({ secretAccessKey: 'guess', at: 0, region: 'moon' }), (await send(open.endpoint, listClusters())).status]).toEqual([200, 200]);
  await open.close();
});
