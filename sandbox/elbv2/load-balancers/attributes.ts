import type {
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancerAttributesOutput,
  ModifyLoadBalancerAttributesInput,
  ModifyLoadBalancerAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ObjectSink } from '../../s3/object-sink.ts';
import { choice, count, defaultsOf, flag, showAttributes, text, withAttributes, type AttributeTable } from '../attributes.ts';
import type { Control } from '../control.ts';
import type { Attributes, LoadBalancer } from '../model.ts';
import { find, invalid, unsupported } from '../refusals.ts';
import { logKey } from '../traffic/access-log/log-place.ts';
import { settingsOf } from '../traffic/settings.ts';

const LOGS = ['access_logs', 'connection_logs', 'health_check_logs'] as const;

const TABLE: AttributeTable = {
  ...Object.fromEntries(LOGS.flatMap((log) => [
    [`${log}.s3.enabled`, flag(false)] as const,
    [`${log}.s3.bucket`, text(/^(?:[a-z0-9.-]{3,63})?$/)] as const,
    [`${log}.s3.prefix`, text(/^[^/](?:.{0,1022}[^/])?$|^$/)] as const,
  ])),
  'client_keep_alive.seconds': count('3600', 60, 604_800),
  'deletion_protection.enabled': flag(false),
  'idle_timeout.timeout_seconds': count('60', 1, 4_000),
  'ipv6.deny_all_igw_traffic': flag(false),
  'load_balancing.cross_zone.enabled': flag(true),
  'routing.http.desync_mitigation_mode': choice('defensive', 'monitor', 'strictest'),
  'routing.http.drop_invalid_header_fields.enabled': flag(false),
  'routing.http.preserve_host_header.enabled': flag(false),
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': flag(false),
  'routing.http.xff_client_port.enabled': flag(false),
  'routing.http.xff_header_processing.mode': choice('append', 'preserve', 'remove'),
  'routing.http2.enabled': flag(true),
  'waf.fail_open.enabled': flag(false),
  'zonal_shift.config.enabled': flag(false),
};

/** What a load balancer begins with: an internal one keeps the internet out also by IPv6. */
export function initialAttributes(scheme: LoadBalancer['scheme']): Attributes {
  return { ...defaultsOf(TABLE), 'ipv6.deny_all_igw_traffic': String(scheme === 'internal') };
}

export function describeLoadBalancerAttributes({ store }: Control, { LoadBalancerArn = '' }: DescribeLoadBalancerAttributesInput): DescribeLoadBalancerAttributesOutput {
  return { Attributes: showAttributes(find(store.loadBalancers, 'load balancer', LoadBalancerArn).attributes) };
}

/** Attributes that are not given stay. */
export function modifyLoadBalancerAttributes({ store, plane, s3 }: Control, { LoadBalancerArn = '', Attributes = [] }: ModifyLoadBalancerAttributesInput): ModifyLoadBalancerAttributesOutput {
  const balancer = find(store.loadBalancers, 'load balancer', LoadBalancerArn);
  const attributes = withAttributes('Load balancer', TABLE, balancer.attributes, Attributes);
  for (const log of LOGS) {
    if (attributes[`${log}.s3.enabled`] === 'true' && attributes[`${log}.s3.bucket`] === '') throw invalid(`The value of '${log}.s3.bucket' cannot be empty`);
  }
  tryAccessLog(balancer, attributes, s3);
  if (attributes['load_balancing.cross_zone.enabled'] !== 'true') throw unsupported("Load balancer attribute 'load_balancing.cross_zone.enabled' cannot be changed on load balancers with type 'application'");
  store.loadBalancers.set(balancer.arn, { ...balancer, attributes });
  plane.apply();
  return { Attributes: showAttributes(attributes) };
}

/** As AWS does where access logs are switched on, or go elsewhere: it writes a file, which stays. */
function tryAccessLog({ arn, attributes: former }: LoadBalancer, attributes: Attributes, s3: ObjectSink | undefined): void {
  const wanted = settingsOf(attributes).accessLog;
  const before = settingsOf(former).accessLog;
  if (!s3 || !wanted || (wanted.bucket === before?.bucket && wanted.prefix === before.prefix)) return;
  if (!s3.has(wanted.bucket)) throw unsupported(`Access Denied for bucket: ${wanted.bucket}. Please check S3bucket permission`);
  s3.put(wanted.bucket, logKey(wanted.prefix, `AWSLogs/${arn.split(':')[4]}/ELBAccessLogTestFile`), Buffer.from('Enable AccessLog for ELB'));
}
