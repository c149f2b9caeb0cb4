import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { openMoto } from '../../test/sandbox/clients/moto/start-moto.ts';

export type Endpoint = Awaited<ReturnType<typeof openMoto>>['endpoint'];
type Properties = Readonly<Record<string, unknown>>;
type Resources = readonly (readonly [id: string, { readonly Type: string; readonly Properties: Properties }])[];

/** Moto's CloudFormation does not know these, or loses half of their properties: they are made by the API of their own with what the template says. */
const BY_API = ['AWS::ServiceDiscovery::PrivateDnsNamespace', 'AWS::ServiceDiscovery::Service', 'AWS::ECS::TaskDefinition', 'AWS::ECS::Service'];
/** These it does not know either, and their API asks for it otherwise. */
const NOT_AT_ALL = ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy'];

/** Has the AWS CLI, which checks what it is given, make everything of a template. Gives how many things CloudFormation was asked for, and how many it made. */
export async function deployToMoto(template: unknown, endpoint: Endpoint): Promise<{ readonly asked: number; readonly made: number }> {
  const all: Resources = Object.entries((template as { Resources: Readonly<Record<string, Resources[number][1]>> }).Resources);
  const ofType = (...types: readonly string[]): Resources => all.filter(([, { Type }]) => types.includes(Type));
  const byStack = all.filter(([, { Type }]) => ![...BY_API, ...NOT_AT_ALL].includes(Type));
  const answers = new Map<string, string>();
  const resolved = <T>(value: T): T => JSON.parse(JSON.stringify(value), (_, each: unknown) => answers.get(JSON.stringify(each)) ?? each) as T;
  const call = async (service: string, operation: string, input: unknown): Promise<Properties> => (await aws(endpoint, service, operation, '--cli-input-json', JSON.stringify(resolved(input)))) as Properties;

  for (const [id, { Properties: { Name } }] of ofType('AWS::ServiceDiscovery::PrivateDnsNamespace')) {
    await call('servicediscovery', 'create-private-dns-namespace', { Name, Vpc: 'vpc-1' });
    const { Namespaces: [namespace] } = (await aws(endpoint, 'servicediscovery', 'list-namespaces')) as { Namespaces: readonly [{ Id: string }] };
    answers.set(JSON.stringify(attribute(id, 'Id')), namespace.Id);
  }
  for (const [id, { Properties }] of ofType('AWS::ServiceDiscovery::Service')) {
    const { Service } = await call('servicediscovery', 'create-service', Properties);
    answers.set(JSON.stringify(attribute(id, 'Arn')), (Service as { Arn: string }).Arn);
  }
  // What the others refer to in the stack, it tells as outputs.
  const references = new Map(referencesIn(ofType(...BY_API.slice(2)).map(([, { Properties }]) => Properties)).map((reference, at) => [`Output${at}`, reference]));
  const own = new Set(ofType(...BY_API).map(([id]) => id));
  const asOutputs = [...references].filter(([, reference]) => !own.has(idIn(reference)));
  const stack = await inFile(resolved({ Resources: Object.fromEntries(byStack), Outputs: Object.fromEntries(asOutputs.map(([name, Value]) => [name, { Value }])) }), (file) => makeStack(endpoint, file));
  for (const { OutputKey, OutputValue } of stack.outputs) answers.set(JSON.stringify(references.get(OutputKey)), OutputValue);
  for (const [id, { Properties: { Tags: _, ...properties } }] of ofType('AWS::ECS::TaskDefinition')) {
    const { taskDefinition } = await call('ecs', 'register-task-definition', camelCase(properties));
    answers.set(JSON.stringify({ Ref: id }), (taskDefinition as { taskDefinitionArn: string }).taskDefinitionArn);
  }
  for (const [, { Properties: { Tags: _, ...properties } }] of ofType('AWS::ECS::Service')) await call('ecs', 'create-service', { desiredCount: 2, ...(camelCase(properties) as Properties) });
  return { asked: byStack.length, made: stack.made };
}

async function makeStack(endpoint: Endpoint, file: string): Promise<{ readonly made: number; readonly outputs: readonly { OutputKey: string; OutputValue: string }[] }> {
  await aws(endpoint, 'cloudformation', 'create-stack', '--stack-name', 'shop', '--template-body', `file://${file}`, '--capabilities', 'CAPABILITY_IAM');
  const { StackResources } = (await aws(endpoint, 'cloudformation', 'describe-stack-resources', '--stack-name', 'shop')) as { StackResources: readonly { ResourceStatus: string }[] };
  const { Stacks: [{ Outputs }] } = (await aws(endpoint, 'cloudformation', 'describe-stacks', '--stack-name', 'shop')) as { Stacks: readonly [{ Outputs: readonly { OutputKey: string; OutputValue: string }[] }] };
  return { made: StackResources.filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_COMPLETE').length, outputs: Outputs };
}

const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });

/** `{ Ref }`, `{ 'Fn::GetAtt' }`, `{ 'Fn::Join' }`: the outermost, each once. */
function referencesIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const [member = '', ...others] = Object.keys(value);
  if (others.length === 0 && /^(Ref|Fn::\w+)$/.test(member)) return [value];
  const found = Object.values(value).flatMap(referencesIn);
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

function idIn(reference: object): string {
  const { Ref, 'Fn::GetAtt': path } = reference as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
  return Ref ?? path?.[0] ?? '';
}

/** As ECS's own API spells the members that CloudFormation spells with a capital. */
function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (typeof value !== 'object' || value === null || referencesIn(value)[0] === value) return value;
  return Object.fromEntries(Object.entries(value).map(([member, each]) => [member.charAt(0).toLowerCase() + member.slice(1), camelCase(each)]));
}

async function inFile<T>(value: unknown, use: (file: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'deployed-'));
  const file = join(directory, 'shop.json');
  writeFileSync(file, JSON.stringify(value));
  return use(file).finally(() => rmSync(directory, { recursive: true }));
}

/** The AWS CLI's answer. */
export async function aws({ url, region, credentials }: Endpoint, ...args: readonly string[]): Promise<unknown> {
  const env = { ...process.env, AWS_ENDPOINT_URL: url, AWS_DEFAULT_REGION: region, AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey, AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '' };
  const { stdout } = await promisify(execFile)('aws', [...args, '--output', 'json'], { env });
  return JSON.parse(stdout);
}
