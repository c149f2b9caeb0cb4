import { deflateSync, gzipSync } from 'node:zlib';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeTagsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { createSts } from '../../../sandbox/sts/sts.ts';
import { AwsError } from '../../../sandbox/wire/service.ts';
import { MAX_BODY_BYTES } from '../../../sandbox/wire/request-body.ts';
import { startWireServer, type WireServer } from '../../../sandbox/wire/server.ts';

const CLIENT = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' }, maxAttempts: 1 };

let wire: WireServer;
let received: unknown;
const defects: string[] = [];

beforeAll(async () => {
  const keep = (input: unknown): void => {
    received = input;
  };
  wire = await startWireServer({
    host: '127.0.0.1',
    now: Date.now,
    auth: false,
    services: {
      elasticloadbalancing: {
        operations: {
          CreateRule: keep,
          DescribeLoadBalancers: () => ({ LoadBalancers: [{ LoadBalancerName: `<&"'>\u0000\uD800`, CreatedTime: new Date(0), State: { Code: 'active' }, SecurityGroups: [] }] }),
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
      sts: createSts({ account: '123456789012' }).service,
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

/** Only routed by, not verified here. */
const sign = (service: string): string => `AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

async function query(form: string, headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; text: string; headers: Headers }> {
  return await post(form.includes('Action') && !form.includes('Version') ? `${form}&Version=2015-12-01` : form, { 'content-type': 'application/x-www-form-urlencoded', authorization: sign('elasticloadbalancing'), ...headers });
}

async function json(target: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; text: string; headers: Headers }> {
  return await post(body, { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, authorization: sign('ecs'), ...headers });
}

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(wire.endpoint, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const ECS = 'AmazonEC2ContainerServiceV20141113';

test('says what it offers, service by service', () => {
  expect(wire.operations).toEqual({
    ecs: ['DescribeServices', 'ListClusters'],
    elasticloadbalancing: ['CreateRule', 'DeleteRule', 'DescribeLoadBalancers', 'DescribeRules', 'DescribeTags'],
    monitoring: ['GetMetricData', 'ListMetrics', 'PutMetricData'],
    sts: ['GetCallerIdentity'],
  });
});

describe('AWS query', () => {
  test('reads nested lists, numbers and booleans by the operation’s shape', async () => {
    await query(
      'Action=CreateRule&ListenerArn=l&Priority=7&Conditions.member.1.Field=path-pattern&Conditions.member.1.PathPatternConfig.Values.member.2=%2Fb&Conditions.member.1.PathPatternConfig.Values.member.1=%2Fa' +
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
    expect(text).toMatch(/^<DescribeLoadBalancersResponse xmlns="http:\/\/elasticloadbalancing.amazonaws.com\/doc\/2015-12-01\/"><DescribeLoadBalancersResult>/);
    expect(text).toContain('<CreatedTime>1970-01-01T00:00:00Z</CreatedTime>');
    expect(text).toContain('<SecurityGroups/>');
    expect(text).toContain(`<RequestId>${headers.get('x-amzn-requestid')}</RequestId>`);
    expect(text).toMatch(/<LoadBalancerName>&lt;&amp;.*&gt;\uFFFD\uFFFD<\/LoadBalancerName>/);
  });

  test('writes an answer that has nothing to say', async () => {
    expect((await query('Action=CreateRule&ListenerArn=l&Priority=1&Conditions=&Actions=')).text).toContain('<CreateRuleResult/>');
  });

  test('takes a query in the address', async () => {
    const response = await fetch(`${wire.endpoint}/?Action=GetCallerIdentity&Version=2011-06-15`);
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('<Account>123456789012</Account>')]);
  });

  test('knows a service that is not signed for by its version', async () => {
    const { text } = await query('Action=ListMetrics&Version=2010-08-01', { authorization: '' });
    expect(text).toMatch(/^<ListMetricsResponse xmlns="http:\/\/monitoring.amazonaws.com/);
  });

  test('reads maps', async () => {
    await query('Action=PutMetricData&Version=2010-08-01&Namespace=n&EntityMetricData.member.1.Entity.KeyAttributes.entry.1.key=__proto__&EntityMetricData.member.1.Entity.KeyAttributes.entry.1.value=v&EntityMetricData.member.1.MetricData=', {
      authorization: sign('monitoring'),
    });
    expect(JSON.stringify(received)).toBe('{"Namespace":"n","EntityMetricData":[{"Entity":{"KeyAttributes":{"__proto__":"v"}},"MetricData":[]}]}');
  });

  test.each([
    ['Action=Fly', 400, 'InvalidAction'],
    ['Action=DescribeListeners', 400, 'InvalidAction'],
    ['Action=DescribeRules&Version=2012-06-01', 400, 'InvalidAction'],
    ['Action=DescribeRules&PageSize=abc&Version=', 400, 'InvalidAction'],
    ['Action=DescribeRules&PageSize=abc', 400, 'MalformedInput'],
    ['Action=DescribeRules&PageSize=1.5', 400, 'MalformedInput'],
    ['Action=DescribeRules&PageSize=', 400, 'MalformedInput'],
    ['Action=DescribeRules&PageSize=1e999', 400, 'MalformedInput'],
    ['Action=DescribeRules&PageSize=2147483648', 400, 'MalformedInput'],
    ['%', 400, 'MissingAction'],
    ['Action=__proto__', 400, 'InvalidAction'],
    ['', 400, 'MissingAction'],
    ['Action=CreateRule&ListenerArn=l', 400, 'ValidationError'],
    ['Action=CreateRule&ListenerArn=l&Priority=many', 400, 'MalformedInput'],
    ['Action=DescribeRules&RuleArns.member.x=1', 400, 'MalformedInput'],
    [`Action=DescribeRules&${'a.'.repeat(32)}b=1`, 400, 'MalformedInput'],
    ['Action=DeleteRule&RuleArn=a', 400, 'RuleNotFound'],
  ])('refuses %s in its own form', async (form, status, code) => {
    const answer = await query(form);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('text/xml');
    expect(answer.text).toContain(`<Code>${code}</Code>`);
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('escapes what a refusal says', async () => {
    expect((await query('Action=DeleteRule&RuleArn=a')).text).toContain('<Message>no &lt;rule&gt; &amp; no &quot;luck&quot;</Message>');
  });

  test('says that it failed, and not how, where an operation breaks', async () => {
    const elb = new ElasticLoadBalancingV2Client({ ...CLIENT, endpoint: wire.endpoint });
    await expect(elb.send(new DescribeTagsCommand({ ResourceArns: ['a'] }))).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 }, message: expect.not.stringContaining('secret') });
    expect(defects).toEqual(['elasticloadbalancing.DescribeTags']);
    elb.destroy();
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
    [`${ECS}.DescribeServices`, 'null', 'SerializationException'],
    [`${ECS}.ListClusters`, '{"maxResults":"many"}', 'SerializationException'],
    [`${ECS}.ListClusters`, '{"maxResults":1.5}', 'SerializationException'],
    [`${ECS}.ListClusters`, '{"maxResults":3000000000}', 'SerializationException'],
    [`${ECS}.ListClusters`, '{"maxResults":1e999}', 'SerializationException'],
    [`${ECS}.__proto__`, '{}', 'UnknownOperationException'],
    ['ElasticLoadBalancing_v10.DescribeRules', '{}', 'UnknownOperationException'],
    ['__proto__.toString', '{}', 'UnknownOperationException'],
    [`${ECS}.`, '{}', 'UnknownOperationException'],
    [`${ECS}.DescribeServices`, '{}', 'InvalidParameterException'],
  ])('refuses %s %s in its own form', async (target, body, code) => {
    const { status, text, headers } = await json(target, body);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(JSON.parse(text)).toMatchObject({ __type: code, message: expect.any(String) });
    expect(headers.get('x-amzn-errortype')).toBe(code);
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('says what there is in place of what there is not', async () => {
    const said = async (target: string): Promise<unknown> => (JSON.parse((await json(target, '{}')).text) as { message: unknown }).message;
    expect(await said(`${ECS}.DescribeTasks`)).toBe('Could not find operation DescribeTasks. Of ecs the sandbox has DescribeServices, ListClusters.');
    expect(await said('DynamoDB_20120810.ListTables')).toMatch(/does not have the service DynamoDB_20120810. It has application-autoscaling, ecs, .*sts/);
  });

  test('refuses a content-type that is none of its own', async () => {
    expect((await json(`${ECS}.ListClusters`, '{}', { 'content-type': 'text/plain' })).text).toContain('SerializationException');
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

  const call = async (operation: string, input: unknown): Promise<{ status: number; headers: Headers; output: unknown }> => {
    const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', authorization: sign('monitoring') };
    const url = `${wire.endpoint}/service/GraniteServiceVersion20100801/operation/${operation}`;
    const response = await fetch(url, { method: 'POST', headers, body: input instanceof Uint8Array ? new Uint8Array(input) : new Uint8Array(cbor.serialize(input)) });
    return { status: response.status, headers: response.headers, output: cbor.deserialize(new Uint8Array(await response.arrayBuffer())) };
  };

  test('speaks CBOR to the AWS CLI', async () => {
    expect(await call('ListMetrics', {})).toMatchObject({ status: 200, output: { Metrics: [{ MetricName: 'm', Dimensions: [] }] } });
    await call('PutMetricData', { Namespace: 'shop', MetricData: [{ MetricName: 'm', Value: 1.5, Timestamp: dateToTag(new Date(1_500)) }] });
    expect(received).toEqual({ Namespace: 'shop', MetricData: [{ MetricName: 'm', Value: 1.5, Timestamp: new Date(1_500) }] });
    const refused = await call('GetMetricData', { MetricDataQueries: [], StartTime: dateToTag(new Date(0)), EndTime: dateToTag(new Date(1)) });
    expect(refused).toMatchObject({ status: 400, output: { __type: 'com.amazonaws.cloudwatch#InvalidParameterValueException', message: 'no such value' } });
    expect(refused.headers.get('x-amzn-query-error')).toBe('InvalidParameterValue;Sender');
  });

  test.each([
    ['what is not CBOR', 'ListMetrics', Buffer.from('plain'), 'SerializationException'],
    ['a list in place of the input', 'ListMetrics', Buffer.from([0x80]), 'SerializationException'],
    ['a list that claims to be endless', 'ListMetrics', Buffer.from('9a7fffffff', 'hex'), 'SerializationException'],
    ['nesting without end', 'ListMetrics', Buffer.alloc(1_000_000, 0x81), 'SerializationException'],
    ['an operation it does not have', 'ListDashboards', {}, 'UnknownOperationException'],
    ['a prototype in place of an operation', '__proto__', {}, 'UnknownOperationException'],
  ])('refuses in CBOR %s', async (_, operation, input, code) => {
    expect(await call(operation, input)).toMatchObject({ status: 400, output: { __type: code } });
  });

  test('keeps the codes of old for what any service refuses', async () => {
    expect((await call('ListDashboards', {})).headers.get('x-amzn-query-error')).toBe('InvalidAction;Sender');
    expect((await call('ListMetrics', Buffer.from('plain'))).headers.get('x-amzn-query-error')).toBe('MalformedInput;Sender');
  });

  test.each([
    ['what is not gzip', Buffer.from('plain'), 'SerializationException'],
    ['a zip bomb', gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1)), 'RequestEntityTooLarge'],
    ['what is not deflated', Buffer.from('plain'), 'SerializationException', 'deflate'],
    ['a deflated bomb', deflateSync(Buffer.alloc(MAX_BODY_BYTES + 1)), 'RequestEntityTooLarge', 'deflate'],
    ['a packing of its own', Buffer.from('{}'), 'SerializationException', 'br'],
    ['a packing of the prototype', Buffer.from('{}'), 'SerializationException', '__proto__'],
  ])('refuses %s', async (_, body, code, encoding = 'gzip') => {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'content-encoding': encoding, 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData', authorization: sign('monitoring') };
    expect((await post(new Uint8Array(body), headers)).text).toContain(code);
  });
});
