import type { Attributes, TargetGroup } from '../model.ts';
import type { LogPlace } from './access-log/log-place.ts';
import type { Mode } from './desync/classification.ts';

/** A load balancer's attributes, as the data plane acts on them. */
export interface BalancerSettings {
  readonly idleMs: number;
  /** Longest life of a client's connection. */
  readonly keepAliveMs: number;
  readonly desync: Mode;
  readonly dropInvalidHeaders: boolean;
  readonly preserveHost: boolean;
  readonly forwardedFor: 'append' | 'preserve' | 'remove';
  readonly forwardedPort: boolean;
  readonly http2: boolean;
  readonly tellTls: boolean;
  /** Where access logs go; `undefined`: nowhere. */
  readonly accessLog: LogPlace | undefined;
}

const settings = new WeakMap<Attributes, BalancerSettings>();

/** Asked for at every request, and read only once as long as no attribute changes. */
export function settingsOf(attributes: Attributes): BalancerSettings {
  let found = settings.get(attributes);
  if (!found) settings.set(attributes, (found = readSettings(attributes)));
  return found;
}

function readSettings(attributes: Attributes): BalancerSettings {
  const on = (key: string): boolean => attributes[key] === 'true';
  return {
    idleMs: Number(attributes['idle_timeout.timeout_seconds'] ?? 60) * 1_000,
    keepAliveMs: Number(attributes['client_keep_alive.seconds'] ?? 3_600) * 1_000,
    desync: (attributes['routing.http.desync_mitigation_mode'] ?? 'defensive') as Mode,
    dropInvalidHeaders: on('routing.http.drop_invalid_header_fields.enabled'),
    preserveHost: on('routing.http.preserve_host_header.enabled'),
    forwardedFor: (attributes['routing.http.xff_header_processing.mode'] ?? 'append') as BalancerSettings['forwardedFor'],
    forwardedPort: on('routing.http.xff_client_port.enabled'),
    http2: attributes['routing.http2.enabled'] !== 'false',
    tellTls: on('routing.http.x_amzn_tls_version_and_cipher_suite.enabled'),
    accessLog: on('access_logs.s3.enabled') ? { bucket: attributes['access_logs.s3.bucket'] ?? '', prefix: attributes['access_logs.s3.prefix'] ?? '' } : undefined,
  };
}

/** How clients stay with a target of a group. */
export type TargetStickiness =
  | { readonly kind: 'none' }
  | { readonly kind: 'lb_cookie'; readonly seconds: number }
  /** Bound for as long as the application's own cookie of this name is. */
  | { readonly kind: 'app_cookie'; readonly seconds: number; readonly cookie: string };

export function targetStickinessOf({ attributes }: TargetGroup): TargetStickiness {
  if (attributes['stickiness.enabled'] !== 'true') return { kind: 'none' };
  if (attributes['stickiness.type'] === 'app_cookie') {
    return { kind: 'app_cookie', seconds: Number(attributes['stickiness.app_cookie.duration_seconds']), cookie: attributes['stickiness.app_cookie.cookie_name'] ?? '' };
  }
  return { kind: 'lb_cookie', seconds: Number(attributes['stickiness.lb_cookie.duration_seconds']) };
}
