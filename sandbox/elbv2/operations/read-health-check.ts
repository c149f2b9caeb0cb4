import type { CreateTargetGroupInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HealthCheck } from '../model.ts';
import { invalid, inRange, unsupported } from '../refusals.ts';

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

/** A health check with what is given, and the rest as it was. Ranges are AWS's. */
export function readHealthCheck(input: HealthCheckInput, was: HealthCheck): HealthCheck {
  if ((input.HealthCheckProtocol ?? 'HTTP') !== 'HTTP') throw unsupported(`The sandbox has health checks of protocol HTTP only, not '${input.HealthCheckProtocol}'`);
  if (input.HealthCheckEnabled === false) throw invalid('Health check enabled must be true for target groups with target type ip');
  const check: HealthCheck = {
    port: readPort(input.HealthCheckPort ?? was.port),
    path: readPath(input.HealthCheckPath ?? was.path),
    intervalSeconds: inRange('Health check interval', input.HealthCheckIntervalSeconds, 5, 300, was.intervalSeconds),
    timeoutSeconds: inRange('Health check timeout', input.HealthCheckTimeoutSeconds, 2, 120, was.timeoutSeconds),
    healthyThreshold: inRange('Healthy threshold count', input.HealthyThresholdCount, 2, 10, was.healthyThreshold),
    unhealthyThreshold: inRange('Unhealthy threshold count', input.UnhealthyThresholdCount, 2, 10, was.unhealthyThreshold),
    matcher: readMatcher(input.Matcher?.HttpCode ?? was.matcher),
  };
  if (check.timeoutSeconds >= check.intervalSeconds) throw invalid(`Health check timeout '${check.timeoutSeconds}' must be smaller than the interval '${check.intervalSeconds}'`);
  return check;
}

function readPort(port: string): string {
  if (port !== 'traffic-port' && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) throw invalid(`Health check port '${port}' must be 'traffic-port' or from 1 to 65535`);
  return port;
}

function readPath(path: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(path) || path.length > 1_024) throw invalid(`Health check path '${path}' must begin with a '/' character and have at most '1024' visible characters`);
  return path;
}

function readMatcher(matcher: string): string {
  const codes = matcher.split(/[,-]/);
  if (!/^\d{3}(?:-\d{3})?(?:,\d{3}(?:-\d{3})?)*$/.test(matcher) || codes.some((code) => Number(code) < 200 || Number(code) > 499)) {
    throw invalid(`Health check matcher HTTP code '${matcher}' must be within '200-499' inclusive`);
  }
  return matcher;
}
