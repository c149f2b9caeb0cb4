import { gzipSync } from 'node:zlib';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeTagsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../sandbox/wire/service.ts';
import { MAX_BODY_BYTES } from '../../../sandbox/wire/request-body.ts';
import { startWireServer, type WireServer } from '../../../sandbox/wire/server.ts';

const CLIENT = { region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' }, maxAttempts: 1 };

let wire: WireServer;
let received: unknown;
const defects: string[] = [];

beforeAll(async () => {
  const keep = (input: unknown): void => {
    received = input;
  };
  wire = await startWireServer({
    host: '127.0.0.1',
    services: {
      elasticloadbalancing: {
        operations: {
          CreateRule: keep,
          DescribeLoadBalancers: () => ({ LoadBalancers: [{ LoadBalancerName: `<&"'>`, CreatedTime: new Date(0), State: { Code: 'active' }, SecurityGroups: [] }] }),
          DescribeRules: keep,
          DescribeTags: () => {
            throw new Error('a secret of the sandbox');
          },
          DeleteRule: () => {
            throw new AwsError('RuleNotFound', 'no <rule> & no "luck"');
          },
        },
      },
      ecs: {
        operations: {
          ListClusters: () => {
            throw new AwsError('ClientException', 'not today');
          },
          DescribeServices: () => ({ services: [{ createdAt: new Date(1_500) }] }),
        },
      },
      monitoring: {
        operations: {
          PutMetricData: keep,
          ListMetrics: () => ({ Metrics: [{ MetricName: 'm', Dimensions: [] }], NextToken: undefined }),
          GetMetricData: () => {
            throw new AwsError('InvalidParameterValue', 'no such value');
          },
        },
      },
    },
    onDefect: (operation) => defects.push(operation),
  });
});
afterAll(() => wire.close());

const sign = (service: string): string => `AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

async function query(form: string, headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; text: string; headers: Headers }> {
  return await post(form, { 'content-type': 'application/x-www-form-urlencoded', authorization: sign('elasticloadbalancing'), ...headers });
}

async function json(target: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; text: string; headers: Headers }> {
  return await post(body, { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, authorization: sign('ecs'), ...headers });
}

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(wire.endpoint, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const ECS = 'AmazonEC2ContainerServiceV20141113';

describe('AWS query', () => {
  test('reads nested lists, numbers and booleans by the operation’s shape', async () => {
    await query(
      'Action=CreateRule&Version=2015-12-01&ListenerArn=l&Priority=7&Conditions.member.1.Field=path-pattern&Conditions.member.1.PathPatternConfig.Values.member.2=%2Fb&Conditions.member.1.PathPatternConfig.Values.member.1=%2Fa' +
        '&Actions.member.1.Type=forward&Actions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn=t&Actions.member.1.ForwardConfig.TargetGroups.member.1.Weight=10&Actions.member.1.ForwardConfig.TargetGroupStickinessConfig.Enabled=true',
    );
    expect(received).toEqual({
      ListenerArn: 'l',
      Priority: 7,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/a', '/b'] } }],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 't', Weight: 10 }], TargetGroupStickinessConfig: { Enabled: true } } }],
    });
  });

  test('reads an empty list', async () => {
    await query('Action=DescribeRules&RuleArns=');
    expect(received).toEqual({ RuleArns: [] });
  });

  test('writes XML that means what it should, with a request id', async () => {
    const { text, headers } = await query('Action=DescribeLoadBalancers');
    expect(text).toContain('<DescribeLoadBalancersResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeLoadBalancersResult');
    expect(text).toContain('<CreatedTime>1970-01-01T00:00:00Z</CreatedTime>');
    expect(text).toContain('<SecurityGroups/>');
    expect(text).toContain(`<RequestId>${headers.get('x-amzn-requestid')}</RequestId>`);
    expect(text).toMatch(/<LoadBalancerName>&lt;&amp;/);
  });

  test.each([
    ['Action=Fly', 400, 'InvalidAction'],
    ['Action=DescribeListeners', 400, 'InvalidAction'],
    ['Action=__proto__', 400, 'InvalidAction'],
    ['', 400, 'MissingAction'],
    ['Action=CreateRule&ListenerArn=l', 400, 'ValidationError'],
    ['Action=CreateRule&ListenerArn=l&Priority=many', 400, 'MalformedInput'],
    ['Action=DescribeRules&RuleArns.member.x=1', 400, 'MalformedInput'],
    [`Action=DescribeRules&${'a.'.repeat(1_000)}b=1`, 400, 'MalformedInput'],
    ['Action=DeleteRule&RuleArn=a', 400, 'RuleNotFound'],
  ])('refuses %s in its own form', async (form, status, code) => {
    const answer = await query(form);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('text/xml');
    expect(answer.text).toContain(`<Code>${code}</Code>`);
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('escapes what a refusal says', async () => {
    expect((await query('Action=DeleteRule&RuleArn=a')).text).toContain('<Message>no &#60;rule&#62; &#38; no &#34;luck&#34;</Message>');
  });

  test('refuses a request that is not signed', async () => {
    const { status, text } = await post('Action=DescribeRules', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([status, text.includes('<Code>MissingAuthenticationToken</Code>')]).toEqual([403, true]);
  });

  test('says that it failed, and not how, where an operation breaks', async () => {
    const elb = new ElasticLoadBalancingV2Client({ ...CLIENT, endpoint: wire.endpoint });
    await expect(elb.send(new DescribeTagsCommand({ ResourceArns: ['a'] }))).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 }, message: expect.not.stringContaining('secret') });
    expect(defects).toEqual(['elasticloadbalancing.query']);
    elb.destroy();
  });

  test('refuses a body above the limit', async () => {
    const { status, text } = await query('a'.repeat(MAX_BODY_BYTES + 1));
    expect([status, text.includes('<Code>RequestEntityTooLarge</Code>')]).toEqual([413, true]);
  });
});

describe('AWS JSON', () => {
  test('writes timestamps as epoch seconds', async () => {
    expect((await json(`${ECS}.DescribeServices`, '{"services":["a"]}')).text).toBe('{"services":[{"createdAt":1.5}]}');
  });

  test.each([
    [`${ECS}.Fly`, '{}', 'UnknownOperationException'],
    [`${ECS}.DescribeTasks`, '{}', 'UnknownOperationException'],
    ['Nobody.Fly', '{}', 'UnknownOperationException'],
    ['nonsense', '{}', 'UnknownOperationException'],
    [`${ECS}.DescribeServices`, '{', 'SerializationException'],
    [`${ECS}.DescribeServices`, '[]', 'SerializationException'],
    [`${ECS}.DescribeServices`, '{"services":"a"}', 'SerializationException'],
    [`${ECS}.DescribeServices`, '{"services":[1]}', 'SerializationException'],
    [`${ECS}.DescribeServices`, '{}', 'InvalidParameterException'],
  ])('refuses %s %s in its own form', async (target, body, code) => {
    const { status, text, headers } = await json(target, body);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(JSON.parse(text)).toMatchObject({ __type: code, message: expect.any(String) });
  });

  test('refuses a request that is not signed', async () => {
    const { status, text } = await post('{}', { 'x-amz-target': `${ECS}.ListClusters` });
    expect(status).toBe(403);
    expect(JSON.parse(text)).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });

  test('shows a refusal to the SDK under its name', async () => {
    const ecs = new ECSClient({ ...CLIENT, endpoint: wire.endpoint });
    await expect(ecs.send(new ListClustersCommand({}))).rejects.toMatchObject({ name: 'ClientException', message: 'not today' });
    ecs.destroy();
  });
});

describe('CloudWatch', () => {
  const client = (): CloudWatchClient => new CloudWatchClient({ ...CLIENT, endpoint: wire.endpoint });

  test('takes a body that the SDK has zipped', async () => {
    const cloudwatch = client();
    const MetricData = Array.from({ length: 300 }, (_, i) => ({ MetricName: `metric-${i}-${'long'.repeat(10)}`, Value: i, Timestamp: new Date(1_700_000_000_500) }));
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'shop', MetricData }));
    expect(received).toEqual({ Namespace: 'shop', MetricData });
    cloudwatch.destroy();
  });

  test('refuses with both of its names for the refusal', async () => {
    const cloudwatch = client();
    const asked = cloudwatch.send(new GetMetricDataCommand({ StartTime: new Date(0), EndTime: new Date(1), MetricDataQueries: [] }));
    await expect(asked).rejects.toMatchObject({ name: 'InvalidParameterValueException', Code: 'InvalidParameterValue', Type: 'Sender' });
    cloudwatch.destroy();
  });

  test('speaks CBOR to the AWS CLI', async () => {
    const call = async (operation: string, input: unknown): Promise<{ status: number; headers: Headers; output: unknown }> => {
      const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', authorization: sign('monitoring') };
      const url = `${wire.endpoint}/service/GraniteServiceVersion20100801/operation/${operation}`;
      const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(cbor.serialize(input)) });
      return { status: response.status, headers: response.headers, output: cbor.deserialize(new Uint8Array(await response.arrayBuffer())) };
    };
    expect(await call('ListMetrics', {})).toMatchObject({ status: 200, output: { Metrics: [{ MetricName: 'm', Dimensions: [] }] } });
    await call('PutMetricData', { Namespace: 'shop', MetricData: [{ MetricName: 'm', Value: 1, Timestamp: dateToTag(new Date(1_500)) }] });
    expect(received).toEqual({ Namespace: 'shop', MetricData: [{ MetricName: 'm', Value: 1, Timestamp: new Date(1_500) }] });
    const refused = await call('GetMetricData', { MetricDataQueries: [], StartTime: dateToTag(new Date(0)), EndTime: dateToTag(new Date(1)) });
    expect(refused).toMatchObject({ status: 400, output: { __type: 'com.amazonaws.cloudwatch#InvalidParameterValueException', message: 'no such value' } });
    expect(refused.headers.get('x-amzn-query-error')).toBe('InvalidParameterValue;Sender');
  });

  test.each([
    ['what is not gzip', Buffer.from('plain'), 'SerializationException'],
    ['a zip bomb', gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1)), 'RequestEntityTooLarge'],
  ])('refuses %s', async (_, body, code) => {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'content-encoding': 'gzip', 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData', authorization: sign('monitoring') };
    expect((await post(new Uint8Array(body), headers)).text).toContain(code);
  });
});
