import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';

const HERE = import.meta.dirname;
const MODULES = readdirSync(HERE, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'node_modules').map(({ name }) => name);

/** Attributes and nested blocks; blocks are lists. */
export type Block = Readonly<Record<string, unknown>>;
type Named = Readonly<Record<string, Readonly<Record<string, readonly [Block]>>>>;

/** A module as its files say it, expressions unevaluated. */
export interface Module {
  readonly resource?: Named;
  readonly data?: Named;
  readonly variable?: Readonly<Record<string, readonly [Block]>>;
  readonly module?: Readonly<Record<string, readonly [Block]>>;
  readonly output?: Readonly<Record<string, readonly [Block]>>;
  readonly locals?: readonly Block[];
}

/** A resource or a data source as it was evaluated. */
export interface Made {
  readonly type: string;
  readonly name: string;
  readonly values: Block;
}

export async function readModules(): Promise<ReadonlyMap<string, Module>> {
  return new Map(await Promise.all(MODULES.map(async (name) => [name, await readModule(join(HERE, name))] as const)));
}

async function readModule(directory: string): Promise<Module> {
  const text = readdirSync(directory).filter((name) => name.endsWith('.tf')).map((name) => readFileSync(join(directory, name), 'utf8')).join('\n');
  return (await parse('module.tf', text)) as Module;
}

export function terraform(cwd: string, ...args: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync('terraform', args, { cwd, encoding: 'utf8', env: { ...process.env, CHECKPOINT_DISABLE: 'true', TF_IN_AUTOMATION: 'true', TF_CLI_CONFIG_FILE: '/dev/null' }, timeout: 60_000 });
}

/**
 * What Terraform makes of the modules with these inputs. AWS's provider cannot be had everywhere, and evaluating needs none of it: each resource becomes one that is
 * built into Terraform, with the same attributes, and what another resource would answer stands there as its address.
 */
export function evaluate(modules: ReadonlyMap<string, Module>, calls: Readonly<Record<string, Block>>, directory: string): ReadonlyMap<string, readonly Made[]> {
  for (const [name, module] of modules) {
    writeConfiguration(join(directory, name), withoutProvider(module));
    copyFileSync(join(HERE, name, 'variables.tf'), join(directory, name, 'variables.tf'));
  }
  writeConfiguration(directory, { module: Object.fromEntries(Object.entries(calls).map(([name, inputs]) => [name, { ...inputs, source: `./${name}` }])) });
  must(terraform(directory, 'init', '-input=false', '-no-color'));
  must(terraform(directory, 'plan', '-input=false', '-no-color', '-out=plan'));
  const shown = JSON.parse(must(terraform(directory, 'show', '-json', 'plan'))) as { planned_values: { root_module: PlannedModule } };
  return new Map((shown.planned_values.root_module.child_modules ?? []).map((planned) => [planned.address.replace('module.', ''), madeIn(planned)]));
}

interface PlannedModule {
  readonly address: string;
  readonly resources?: readonly { readonly name: string; readonly values: { readonly input: Block } }[];
  readonly child_modules?: readonly PlannedModule[];
}

function madeIn({ resources = [], child_modules: within = [] }: PlannedModule): readonly Made[] {
  const own = resources.map(({ name, values: { input } }) => {
    const [type = '', called = ''] = name.split('--');
    return { type, name: called, values: input };
  });
  return [...own, ...within.flatMap(madeIn)];
}

/** Of a resource, what is for Terraform and not for AWS: how many there are stays its own to say, the others are left out. */
const COUNTS = ['count', 'for_each'];
const META = [...COUNTS, 'lifecycle', 'depends_on'];

function withoutProvider({ resource = {}, data = {}, module, output, locals }: Module): Block {
  const all = [...Object.entries(resource), ...Object.entries(data).map(([type, named]) => [`data-${type}`, named] as const)];
  const made = all.flatMap(([type, named]) => Object.entries(named).map(([name, [block]]) => [`${type}--${name}`, builtIn(block)]));
  const configuration = { module, output, locals, ...(made.length > 0 && { resource: { terraform_data: Object.fromEntries(made) } }) };
  return JSON.parse(JSON.stringify(configuration), (_member, each: unknown) => (typeof each === 'string' ? withAddresses(each) : each)) as Block;
}

function builtIn(block: Block): Block {
  const members = Object.entries(block);
  return { ...Object.fromEntries(members.filter(([name]) => COUNTS.includes(name))), input: Object.fromEntries(members.filter(([name]) => !META.includes(name))) };
}

/** `aws_lb_target_group.proxy.arn`, within an expression, as text. */
function withAddresses(text: string): string {
  return text.replaceAll(/\b(?:data\.)?aws_\w+\.\w+\.\w+/g, (address, at: number) => (isExpression(text, at) ? JSON.stringify(address) : address));
}

function isExpression(text: string, at: number): boolean {
  return text.lastIndexOf('${', at) > text.lastIndexOf('}', at);
}

function writeConfiguration(directory: string, configuration: Block): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'main.tf.json'), JSON.stringify(configuration));
}

function must({ status, stdout, stderr }: ReturnType<typeof terraform>): string {
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
  return stdout;
}
