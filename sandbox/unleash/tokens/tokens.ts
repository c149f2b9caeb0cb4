import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isEnvironment, PROJECT } from '../flags/environments.ts';
import { iso } from '../flags/views.ts';
import { parse, text, time } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { ApiToken } from '../state/unleash-state.ts';
import { badBody, badData } from '../unleash-error.ts';

const TOKEN_TYPE = /^(client|backend|frontend)$/i;
const NewToken = z.object({ tokenName: text, type: text, environment: text.optional(), projects: z.array(text).optional(), project: text.optional(), expiresAt: time.optional() });
const TokenChanges = z.object({ expiresAt: time });

/** `*:production.<secret>`: what stands before the dot are the project and the environment that its bearer sees. */
export function knownToken(secret: string, type: ApiToken['type'], now: number): ApiToken {
  const [, project = '*', environment = type === 'admin' ? '*' : 'development'] = /^([^:]*):([^.]+)\./.exec(secret) ?? [];
  return { secret, tokenName: type, type, environment, projects: [project], createdAt: now, expiresAt: null, seenAt: null };
}

export function createToken(store: Store, body: unknown): ApiToken {
  const wanted = parse(NewToken, body);
  const { tokenName, environment = 'development', projects = [wanted.project ?? '*'], expiresAt = null } = wanted;
  if (!TOKEN_TYPE.test(wanted.type)) throw badBody([{ path: '/body/type', message: `The \`/body/type\` property must match pattern "${TOKEN_TYPE.source}". You sent "${wanted.type}".` }]);
  if (environment === '*') throw badData('Client token cannot be scoped to all environments');
  if (!isEnvironment(environment)) throw badData(`Environment=${environment} does not exist`);
  const unknown = projects.find((each) => each !== '*' && each !== PROJECT);
  if (unknown !== undefined) throw badData(`Project=${unknown} does not exist`);
  const scope = projects.length > 1 ? '[]' : projects[0];
  const secret = `${scope}:${environment}.${randomBytes(28).toString('hex')}`;
  const token: ApiToken = { secret, tokenName, type: wanted.type.toLowerCase() as ApiToken['type'], environment, projects, createdAt: store.now(), expiresAt, seenAt: null };
  store.state.tokens.push(token);
  store.record({ type: 'api-token-created', environment, data: withoutSecret(token) });
  return token;
}

export function changeToken(store: Store, secret: string, body: unknown): void {
  const { expiresAt } = parse(TokenChanges, body);
  const token = store.state.tokens.find((each) => each.secret === secret);
  if (!token) return;
  const preData = withoutSecret(token);
  token.expiresAt = expiresAt;
  store.record({ type: 'api-token-updated', environment: token.environment, data: withoutSecret(token), preData });
}

export function deleteToken(store: Store, secret: string): void {
  const token = store.state.tokens.find((each) => each.secret === secret);
  if (!token) return;
  store.state.tokens = store.state.tokens.filter((each) => each !== token);
  store.record({ type: 'api-token-deleted', environment: token.environment, preData: withoutSecret(token) });
}

/** As the Admin API shows it. Events have it without its secret. */
export function tokenView(token: ApiToken): { secret: string } & ReturnType<typeof withoutSecret> {
  return { secret: token.secret, ...withoutSecret(token) };
}

function withoutSecret({ tokenName, type, environment, projects, createdAt, expiresAt, seenAt }: ApiToken): Record<string, string | string[] | boolean | null> {
  const dates = { createdAt: iso(createdAt), expiresAt: expiresAt && iso(expiresAt), seenAt: seenAt && iso(seenAt) } as Record<string, string | null>;
  return { tokenName, type, project: projects.join(','), projects, environment, alias: null, secure: false, ...dates };
}
