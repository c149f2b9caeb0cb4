import type { ContextField, StrategyType, UnleashState } from './unleash-state.ts';

/** What a freshly installed open-source Unleash has. */
export function freshState(now: number): UnleashState {
  return {
    lastEventId: 0,
    revision: 0,
    lastSegmentId: 0,
    flags: [],
    segments: [],
    strategyTypes: structuredClone(STRATEGY_TYPES),
    contextFields: CONTEXT_FIELDS.map(([name, description, sortOrder]): ContextField => ({ name, description: `Allows you to constrain on ${description}`, stickiness: false, sortOrder, legalValues: [], createdAt: now })),
    tags: [],
    tagTypes: [{ name: 'simple', description: 'Used to simplify filtering of features', icon: '#', color: '#FFFFFF' }],
    tokens: [],
    events: [],
    usage: [],
    instances: [],
  };
}

const CONTEXT_FIELDS = [
  ['environment', 'application environment', 0],
  ['userId', 'userId', 1],
  ['appName', 'application name', 2],
  ['currentTime', 'date values', 3],
  ['sessionId', 'sessionId', 4],
] as const;

const STRATEGY_TYPES: StrategyType[] = [
  builtIn('flexibleRollout', 'Gradual rollout', 'A share of the callers, the same ones at every visit.', [
    { name: 'rollout', type: 'percentage', description: '', required: false },
    { name: 'stickiness', type: 'string', description: 'default, userId, sessionId, random or a context field', required: true },
    { name: 'groupId', type: 'string', description: 'Flags of one group let in the same callers.', required: true },
  ]),
  builtIn('default', 'Standard', 'Everybody.', []),
  builtIn('remoteAddress', 'IPs', 'Callers from these addresses.', [{ name: 'IPs', type: 'list', description: 'Addresses.', required: true }]),
  builtIn('applicationHostname', 'Hosts', 'Applications on these hosts.', [{ name: 'hostNames', type: 'list', description: 'Host names.', required: false }]),
];

function builtIn(name: string, displayName: string, description: string, parameters: StrategyType['parameters']): StrategyType {
  return { name, displayName, description, title: null, editable: false, deprecated: false, parameters };
}
