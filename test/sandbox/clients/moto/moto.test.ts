import { followMoto } from './follow-moto.ts';

/** What a migration does most; `npm run soak` has moto follow all. */
const FOLLOWED = new Set(['RegisterTargets', 'CreateRule', 'ModifyRule', 'SetRulePriorities', 'DeleteRule', 'UpdateService', 'PutScalingPolicy', 'GetMetricData', 'GetCallerIdentity']);

followMoto((operation) => FOLLOWED.has(operation));
