import { z } from 'zod';
import { BanyanError } from '../domain/errors.ts';
import { MASK_CLASSES } from '../domain/mask.ts';
import { PROXY_GROUPS_VARIABLE, type ProxyGroup } from '../domain/proxy-groups.ts';
import { patternProblem } from '../domain/route-group.ts';
import type { CallerSource } from './caller-source.ts';
import { addressProblem, parseAddress, type UpstreamAddress } from './upstream-address.ts';

/** How one proxy works. Read from the environment of its task. */
export interface ProxyConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** The operators' port, on loopback unless told otherwise; `ADMIN_HOST=same` puts it where the main port is. Without a token it refuses everything that writes. */
  readonly admin: { readonly host: string; readonly port: number; readonly token: string | null };
  readonly legacy: { readonly address: UpstreamAddress; readonly timeoutMs: number };
  readonly groups: readonly ProxyGroup[];
  readonly caller: CallerSource;
  readonly unleash: { readonly url: string; readonly token: string; readonly refreshMs: number; readonly staleMs: number };
  /** `host:port` of the DNS server that knows the Cloud Map names; `null` is the system's. */
  readonly dnsServer: string | null;
  readonly logLevel: string;
  /** How long a stopping proxy still takes connections, so that its callers learn of it by `Connection: close`. */
  readonly drainMs: number;
}

const port = (byDefault: number) => z.coerce.number().int().min(0).max(65_535).default(byDefault);
const milliseconds = (byDefault: number) => z.coerce.number().int().min(1).max(86_400_000).default(byDefault);
const upstream = z.string().superRefine((text, context) => addIssue(context, addressProblem(text)));
const name = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'is not the name of a cookie or header');

const groups = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'is not the name of a route group'),
      patterns: z.array(z.string().superRefine((text, context) => addIssue(context, patternProblem(text)))).min(1),
      candidate: upstream,
      shadow: z.strictObject({ timeoutMs: z.int().min(1), masks: z.record(z.string(), z.enum(MASK_CLASSES)), unordered: z.array(z.string()) }),
      cohort: z.strictObject({ timeoutMs: z.int().min(1) }),
    }),
  )
  .refine((list) => new Set(list.map((group) => group.name)).size === list.length, 'names a route group twice');

const environment = z.object({
  PORT: port(8080),
  HOST: z.string().min(1).default('0.0.0.0'),
  ADMIN_PORT: port(9090),
  ADMIN_HOST: z.string().min(1).default('127.0.0.1'),
  BANYAN_ADMIN_TOKEN: z.string().min(8, 'is shorter than 8 characters').optional(),
  LEGACY_URL: upstream,
  LEGACY_TIMEOUT_MS: milliseconds(120_000),
  [PROXY_GROUPS_VARIABLE]: z.string().default('[]').transform(parseJson).pipe(groups),
  CALLER_COOKIE: name.optional(),
  CALLER_HEADER: name.optional(),
  // Its address is in the log when it cannot be reached.
  UNLEASH_URL: z.url({ protocol: /^https?$/ }).refine((text) => !/^https?:\/\/[^/]*@/i.test(text), 'has credentials in it; the token goes in UNLEASH_TOKEN'),
  UNLEASH_TOKEN: z.string().min(1),
  UNLEASH_REFRESH_MS: milliseconds(500),
  FLAGS_STALE_MS: milliseconds(60_000),
  DNS_SERVER: z.string().regex(/^(\d+(\.\d+){3}|\[[0-9a-fA-F:]+\])(:\d+)?$/, 'is not an address and port such as 127.0.0.1:53').optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent', 'off']).default('info'),
  DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(1_000),
});

/** The configuration in `env`, frozen. Throws CONFIG_INVALID with every problem at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ProxyConfig {
  const unknown = Object.keys(env).filter((key) => key.startsWith('BANYAN_') && !(key in environment.shape));
  const read = environment.safeParse(env);
  const problems = [
    ...unknown.map((key) => `${key}: is not a setting of the proxy`),
    ...(read.error?.issues.map((issue) => `${formatPath(issue.path)}: ${issue.message}`) ?? []),
    ...(env['CALLER_COOKIE'] && env['CALLER_HEADER'] ? ['CALLER_HEADER: is set beside CALLER_COOKIE; a caller has one identity'] : []),
  ];
  if (!read.success || problems.length > 0) {
    throw new BanyanError('CONFIG_INVALID', `The proxy cannot start:\n  ${problems.join('\n  ')}`, {
      remedy: "Correct the named variables in the environment of the proxy's task definition.",
    });
  }
  const set = read.data;
  return Object.freeze({
    listen: { host: set.HOST, port: set.PORT },
    admin: { host: set.ADMIN_HOST === 'same' ? set.HOST : set.ADMIN_HOST, port: set.ADMIN_PORT, token: set.BANYAN_ADMIN_TOKEN ?? null },
    legacy: { address: parseAddress(set.LEGACY_URL), timeoutMs: set.LEGACY_TIMEOUT_MS },
    groups: set[PROXY_GROUPS_VARIABLE],
    caller: set.CALLER_HEADER ? { header: set.CALLER_HEADER } : { cookie: set.CALLER_COOKIE ?? 'sid' },
    unleash: { url: set.UNLEASH_URL, token: set.UNLEASH_TOKEN, refreshMs: set.UNLEASH_REFRESH_MS, staleMs: set.FLAGS_STALE_MS },
    dnsServer: set.DNS_SERVER ?? null,
    logLevel: set.LOG_LEVEL === 'off' ? 'silent' : set.LOG_LEVEL,
    drainMs: set.DRAIN_MS,
  });
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    addIssue(context, 'is not JSON');
    return z.NEVER;
  }
}

function addIssue(context: z.RefinementCtx, message: string | undefined): void {
  if (message !== undefined) context.addIssue({ code: 'custom', message });
}

/** `BANYAN_ROUTE_GROUPS[0].candidate` */
function formatPath(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`)).join('');
}
