import type { CreateTargetGroupInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HealthCheck, Reach } from '../model.ts';
import { inRange, invalid, oneOf, unsupported } from '../refusals.ts';

/** The members that creating and changing a target group have in common. */
type HealthCheckInput = Pick<
  CreateTargetGroupInput,
  | 'HealthCheckProtocol'
  | 'HealthCheckPort'
  | 'HealthCheckEnabled'
  | 'HealthCheckPath'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
>;

const USUAL: HealthCheck = { enabled: true, protocol: 'HTTP', port: 'traffic-port', path: '/', intervalSeconds: 30, timeoutSeconds: 5, healthyThreshold: 5, unhealthyThreshold: 2, matcher: '200' };

/** What is checked where nothing is said. */
export function defaultHealthCheck(reach: Reach): HealthCheck {
  if (reach.type === 'lambda') return { ...USUAL, enabled: false, intervalSeconds: 35, timeoutSeconds: 30, unhealthyThreshold: 5 };
  return reach.version === 'GRPC' ? { ...USUAL, path: '/AWS.ALB/healthcheck', matcher: '12' } : USUAL;
}

/** A health check with what is given, and the rest as it was. Ranges are AWS's. */
export function readHealthCheck(input: HealthCheckInput, was: HealthCheck, reach: Reach): HealthCheck {
  const check: HealthCheck = {
    enabled: input.HealthCheckEnabled ?? was.enabled,
    protocol: readProtocol(input.HealthCheckProtocol ?? was.protocol),
    port: readPort(input.HealthCheckPort ?? was.port),
    path: readPath(input.HealthCheckPath ?? was.path),
    intervalSeconds: inRange('Health check interval', input.HealthCheckIntervalSeconds, 5, 300, was.intervalSeconds),
    timeoutSeconds: inRange('Health check timeout', input.HealthCheckTimeoutSeconds, 2, 120, was.timeoutSeconds),
    healthyThreshold: inRange('Healthy threshold count', input.HealthyThresholdCount, 2, 10, was.healthyThreshold),
    unhealthyThreshold: inRange('Unhealthy threshold count', input.UnhealthyThresholdCount, 2, 10, was.unhealthyThreshold),
    matcher: readMatcher(input.Matcher, was.matcher, reach.type !== 'lambda' && reach.version === 'GRPC'),
  };
  if (!check.enabled && reach.type !== 'lambda') throw invalid(`Health check enabled must be true for target groups with target type '${reach.type}'`);
  if (check.timeoutSeconds >= check.intervalSeconds) throw invalid(`Health check timeout '${check.timeoutSeconds}' must be smaller than the interval '${check.intervalSeconds}'`);
  return check;
}

function readProtocol(protocol: string): 'HTTP' | 'HTTPS' {
  const known = oneOf('healthCheckProtocol', protocol, ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC']);
  if (known !== 'HTTP' && known !== 'HTTPS') throw unsupported(`Health check protocol '${known}' is not supported for target groups with protocol 'HTTP' or 'HTTPS'`);
  return known;
}

function readPort(port: string): string {
  if (port !== 'traffic-port' && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) throw invalid(`Health check port '${port}' must be 'traffic-port' or from 1 to 65535`);
  return port;
}

function readPath(path: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(path) || path.length > 1_024) throw invalid(`Health check path '${path}' must begin with a '/' character and have at most '1024' visible characters`);
  return path;
}

function readMatcher(matcher: CreateTargetGroupInput['Matcher'], was: string, grpc: boolean): string {
  const { HttpCode, GrpcCode } = matcher ?? {};
  if (grpc ? HttpCode !== undefined : GrpcCode !== undefined) throw invalid(`Matcher ${grpc ? 'HttpCode' : 'GrpcCode'} cannot be specified for target groups with ${grpc ? '' : 'another protocol version than '}GRPC`);
  return grpc ? readCodes('gRPC', GrpcCode ?? was, 0, 99) : readCodes('HTTP', HttpCode ?? was, 200, 499);
}

/** Codes and ranges of them: `200`, `200,302`, `200-299`. */
function readCodes(kind: string, codes: string, least: number, most: number): string {
  const ranges = codes.split(',').map((part) => part.split('-').map(Number));
  const within = ranges.every(([from = -1, to = from]) => from >= least && from <= to && to <= most);
  if (!/^\d{1,3}(?:-\d{1,3})?(?:,\d{1,3}(?:-\d{1,3})?)*$/.test(codes) || !within) throw invalid(`Health check matcher ${kind} code '${codes}' must be within '${least}-${most}' inclusive`);
  return codes;
}
