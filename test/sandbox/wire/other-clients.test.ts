import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createSts } from '../../../sandbox/sts/sts.ts';
import { startWireServer, type WireServer } from '../../../sandbox/wire/server.ts';

const run = promisify(execFile);

let wire: WireServer;
let put: { MetricData: { Value: number; Timestamp: Date }[] }[];
beforeAll(async () => {
  wire = await startWireServer({
    host: '127.0.0.1',
    now: Date.now,
    services: {
      elasticloadbalancing: { operations: { DescribeTags: () => ({ TagDescriptions: [{ ResourceArn: 'a', Tags: [] }] }) } },
      ecs: { operations: { ListClusters: () => ({ clusterArns: ['c'] }) } },
      monitoring: { operations: { ListMetrics: () => ({ Metrics: [{ MetricName: 'm' }] }), PutMetricData: (input: (typeof put)[number]) => void put.push(input) } },
      sts: createSts({ account: '123456789012' }).service,
    },
  });
});
beforeEach(() => {
  put = [];
});
afterAll(() => wire.close());

const has = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const hasBoto3 = has('python3', '-c', 'import importlib.util, sys; sys.exit(importlib.util.find_spec("boto3") is None)');
const hasCli = has('sh', '-c', 'command -v aws');
if (!hasBoto3) console.warn('Skipped: there is no python3 with boto3 on the PATH.');
if (!hasCli) console.warn('Skipped: there is no AWS CLI on the PATH.');

const ENVIRONMENT = { PATH: process.env['PATH'], HOME: process.env['HOME'], AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_MAX_ATTEMPTS: '1' };
const IDENTITY = { UserId: expect.any(String), Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/sandbox' };

(hasBoto3 ? test : test.skip)('boto3 works with the right keys, in every encoding of CloudWatch, and learns what is wrong with others', async () => {
  const { stdout } = await run('python3', [join(import.meta.dirname, 'ask-with-boto3.py'), wire.endpoint], { env: ENVIRONMENT });
  const metrics = { put: [200, {}], list: [200, { Metrics: [{ MetricName: 'm' }] }], 'not there': [400, 'InvalidAction'] };
  expect(JSON.parse(stdout)).toEqual({
    right: { elbv2: [200, { TagDescriptions: [{ ResourceArn: 'a', Tags: [] }] }], ecs: [200, { clusterArns: ['c'] }], sts: [200, IDENTITY] },
    'wrong secret': { elbv2: [403, 'SignatureDoesNotMatch'], ecs: [400, 'InvalidSignatureException'], sts: [403, 'SignatureDoesNotMatch'] },
    'unknown key': { elbv2: [403, 'InvalidClientTokenId'], ecs: [400, 'UnrecognizedClientException'], sts: [403, 'InvalidClientTokenId'] },
    'smithy-rpc-v2-cbor': { ...metrics, 'wrong secret': [400, 'SignatureDoesNotMatch'] },
    json: { ...metrics, 'wrong secret': [400, 'SignatureDoesNotMatch'] },
    query: { ...metrics, 'wrong secret': [403, 'SignatureDoesNotMatch'] },
  });
  expect(put.map(({ MetricData }) => [MetricData.length, MetricData[7]?.Value, MetricData[7]?.Timestamp])).toEqual(Array.from({ length: 3 }, () => [200, 7.5, new Date(1_800_000_000_000)]));
});

(hasCli ? describe : describe.skip)('the AWS CLI', () => {
  const aws = async (command: string, { secret = 'sandbox-secret' } = {}): Promise<unknown> => {
    const env = { ...ENVIRONMENT, AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: secret, AWS_DEFAULT_REGION: 'us-east-1', AWS_ENDPOINT_URL: wire.endpoint };
    return await run('aws', [...command.split(' '), '--output', 'json'], { env }).then(
      ({ stdout }) => JSON.parse(stdout) as unknown,
      ({ stderr }: { stderr: string }) => /\((\w+)\).*/.exec(stderr)?.[0] ?? stderr,
    );
  };

  test('works with the right keys, and says what is wrong with others', async () => {
    const [identity, clusters, metrics, refused] = await Promise.all([aws('sts get-caller-identity'), aws('ecs list-clusters'), aws('cloudwatch list-metrics'), aws('elbv2 describe-tags --resource-arns a', { secret: 'guess' })]);
    expect(identity).toEqual(IDENTITY);
    expect(clusters).toEqual({ clusterArns: ['c'] });
    expect(metrics).toEqual({ Metrics: [{ MetricName: 'm' }] });
    expect(refused).toContain('(SignatureDoesNotMatch)');
  });

  test.each(['sns list-topics', 'lambda list-functions'])('is told by `aws %s` that the sandbox does not have it, and what it has', async (command) => {
    expect(await aws(command)).toMatch(/The sandbox does not have the service .*It has application-autoscaling, .*sts/);
  });
});
