import type { Task } from '../state.ts';
import { healthCheckOf } from '../task-definitions/container-definition.ts';
import type { Health } from './container-health.ts';

/** Of the essential containers that have a check: unhealthy if one is, healthy once all are. Without any it is unknown. */
export function taskHealth({ containers, lastStatus }: Pick<Task, 'containers' | 'lastStatus'>): Health {
  const checked = containers.filter(({ definition }) => definition.essential && healthCheckOf(definition) !== undefined).map(({ health }) => health);
  if (checked.length === 0 || lastStatus === 'STOPPED') return 'UNKNOWN';
  if (checked.includes('UNHEALTHY')) return 'UNHEALTHY';
  return checked.every((health) => health === 'HEALTHY') ? 'HEALTHY' : 'UNKNOWN';
}

/** Whether health is to be known of it at all. */
export function isChecked({ request }: Pick<Task, 'request'>): boolean {
  return request.revision.taskDefinition.containers.some((definition) => definition.essential && healthCheckOf(definition) !== undefined);
}
