import { z } from 'zod';
import { BanyanError } from '../../../domain/errors.ts';
import { fetchText, NoAnswer, type Fetch, type TextAnswer } from '../fetch-text.ts';
import { firstProblem } from '../first-problem.ts';

export interface UnleashOptions {
  /** Of the server; a trailing `/api`, which the SDKs want, is fine. */
  readonly url: string;
  /** An admin token, or a personal one that may manage flags. */
  readonly token: string;
  readonly project: string;
  readonly environment: string;
  /** For each call. Default 5 s. */
  readonly timeoutMs?: number;
  readonly fetch?: Fetch;
}

/** One strategy of a flag in one environment. */
const Strategy = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string().nullish(),
  disabled: z.boolean().nullish(),
  parameters: z.record(z.string(), z.string()).nullish(),
  constraints: z.array(z.unknown()).nullish(),
  segments: z.array(z.unknown()).nullish(),
  variants: z.array(z.unknown()).nullish(),
});
const Environment = z.object({ name: z.string(), enabled: z.boolean(), strategies: z.array(Strategy) });
const Feature = z.object({ environments: z.array(Environment) });
const Export = z.object({
  features: z.array(z.object({ name: z.string(), project: z.string(), archived: z.boolean().nullish() })),
  featureStrategies: z.array(Strategy.extend({ featureName: z.string() })),
  featureEnvironments: z.array(z.object({ featureName: z.string(), enabled: z.boolean() })),
});
const ProjectEnvironments = z.object({ environments: z.array(z.object({ name: z.string() })) });
const Refusal = z.object({ name: z.string().optional(), message: z.string() });

export type UnleashStrategy = z.infer<typeof Strategy>;
export type UnleashEnvironment = z.infer<typeof Environment>;
export type NewStrategy = Required<Omit<UnleashStrategy, 'id'>>;

const MAX_BYTES = 4 * 1024 * 1024;

/** The calls of Unleash's Admin API that Banyan makes, in one project and one environment. Each is one exchange. */
export class UnleashApi {
  private readonly options: UnleashOptions;
  private readonly base: string;
  private readonly token: string;

  constructor(options: UnleashOptions) {
    this.options = options;
    this.token = options.token.trim();
    this.base = options.url.replace(/\/+$/, '').replace(/\/api$/, '');
  }

  /** The flag in the environment, or `undefined` where it is missing or archived. */
  async read(flag: string): Promise<UnleashEnvironment | undefined> {
    const answer = await this.call('GET', this.flagPath(flag));
    if (saysNotFound(answer)) return undefined;
    const { environments } = this.parse(Feature, this.expect('GET', this.flagPath(flag), answer));
    const found = environments.find((each) => each.name === this.options.environment);
    if (found) return found;
    const names = environments.map((each) => each.name).join(', ') || 'none';
    throw new BanyanError('UNLEASH_REFUSED', `the project "${this.options.project}" has no environment "${this.options.environment}" in Unleash at ${this.place()}; it has: ${names}`);
  }

  /** Those of the flags that there are and are not archived, by name, in one exchange; `undefined` where this Unleash is too old to tell. */
  async readMany(flags: readonly string[]): Promise<ReadonlyMap<string, UnleashEnvironment> | undefined> {
    const { environment, project } = this.options;
    const path = '/api/admin/features-batch/export';
    const answer = await this.call('POST', path, { environment, features: flags, downloadFile: false });
    if (answer.status === 404 || answer.status === 403) return undefined;
    const { features, featureStrategies, featureEnvironments } = this.parse(Export, this.expect('POST', path, answer));
    const here = features.filter((each) => each.project === project && each.archived !== true).map(({ name }) => name);
    return new Map(
      here.map((name) => [
        name,
        { name: environment, enabled: featureEnvironments.some((each) => each.featureName === name && each.enabled), strategies: featureStrategies.filter(({ featureName }) => featureName === name) },
      ]),
    );
  }

  /** The environments of the project. */
  async environments(): Promise<readonly { readonly name: string }[]> {
    const path = `/api/admin/environments/project/${encodeURIComponent(this.options.project)}`;
    return this.parse(ProjectEnvironments, this.expect('GET', path, await this.call('GET', path))).environments;
  }

  /** Makes the flag, turned off everywhere. One that is archived comes back as it was, turned off. */
  async createOrRevive(flag: string): Promise<void> {
    const body = { name: flag, type: 'release', description: 'Made by Banyan. Strategies that people add stay; the one titled "banyan:…" is Banyan’s.' };
    const answer = await this.call('POST', this.flagsPath(), body);
    if (answer.status !== 409) return void this.expect('POST', this.flagsPath(), answer);
    // Another operator may have made it at this moment. Reviving it would turn it off.
    if (await this.read(flag)) return;
    if (!(await this.isArchived(flag))) return void this.expect('POST', this.flagsPath(), answer);
    await this.change('POST', `/api/admin/archive/revive/${encodeURIComponent(flag)}`);
  }

  async archive(flag: string): Promise<void> {
    const answer = await this.call('DELETE', this.flagPath(flag));
    if (!saysNotFound(answer)) this.expect('DELETE', this.flagPath(flag), answer);
  }

  async turn(flag: string, on: boolean): Promise<void> {
    await this.change('POST', `${this.environmentPath(flag)}/${on ? 'on' : 'off'}`);
  }

  async addStrategy(flag: string, strategy: NewStrategy): Promise<void> {
    await this.change('POST', `${this.environmentPath(flag)}/strategies`, strategy);
  }

  async replaceStrategy(flag: string, id: string, strategy: NewStrategy): Promise<void> {
    await this.change('PUT', `${this.environmentPath(flag)}/strategies/${encodeURIComponent(id)}`, strategy);
  }

  async removeStrategy(flag: string, id: string): Promise<void> {
    await this.change('DELETE', `${this.environmentPath(flag)}/strategies/${encodeURIComponent(id)}`);
  }

  /** Of a flag that cannot be read: whether it is archived, rather than in another project. Only an archived flag still has environments. */
  private async isArchived(flag: string): Promise<boolean> {
    const answer = await this.call('GET', this.environmentPath(flag));
    if (saysNotFound(answer)) return false;
    this.expect('GET', this.environmentPath(flag), answer);
    return true;
  }

  private async change(method: string, path: string, body?: object): Promise<void> {
    this.expect(method, path, await this.call(method, path, body));
  }

  private async call(method: string, path: string, body?: object): Promise<TextAnswer> {
    const { fetch = globalThis.fetch, timeoutMs = 5_000 } = this.options;
    const headers = { authorization: this.token, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) };
    try {
      return await fetchText(this.base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) }, { fetch, timeoutMs, maxBytes: MAX_BYTES });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new BanyanError('UNLEASH_UNREACHABLE', `Unleash at ${this.place()} does not answer: ${this.withoutToken(error.message)}`);
    }
  }

  /** The text of an answer that is a success. */
  private expect(method: string, path: string, { status, text }: TextAnswer): string {
    if (status >= 200 && status < 300) return text;
    const message = refusalOf(text)?.message ?? 'it does not say why';
    throw new BanyanError('UNLEASH_REFUSED', `Unleash at ${this.place()} answered ${method} ${path} with ${status}: ${this.withoutToken(message)}`);
  }

  private parse<T extends z.ZodType>(schema: T, text: string): z.infer<T> {
    const { success, data, error } = schema.safeParse(parseJson(text));
    if (success) return data;
    throw new BanyanError('UNLEASH_REFUSED', `Unleash at ${this.place()} answered with something else than a flag: ${firstProblem(error)}`);
  }

  private withoutToken(text: string): string {
    return (this.token ? text.replaceAll(this.token, '…') : text).slice(0, 500);
  }

  /** The server's URL as messages may show it. */
  private place(): string {
    return this.base.replace(/\/\/[^/@]*@/, '//');
  }

  private flagsPath(): string {
    return `/api/admin/projects/${encodeURIComponent(this.options.project)}/features`;
  }

  private flagPath(flag: string): string {
    return `${this.flagsPath()}/${encodeURIComponent(flag)}`;
  }

  private environmentPath(flag: string): string {
    return `${this.flagPath(flag)}/environments/${encodeURIComponent(this.options.environment)}`;
  }
}

/** Unleash itself says that there is no such flag. A 404 of anybody else (a proxy, a wrong URL) says nothing about flags. */
function saysNotFound({ status, text }: TextAnswer): boolean {
  const refusal = status === 404 ? refusalOf(text) : undefined;
  return refusal?.name === 'NotFoundError' && !refusal.message.startsWith('The path');
}

function refusalOf(text: string): z.infer<typeof Refusal> | undefined {
  return Refusal.safeParse(parseJson(text)).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
