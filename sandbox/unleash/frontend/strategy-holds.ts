import { hostname } from 'node:os';
import type { Strategy } from '../state/unleash-state.ts';
import { isWithin } from './constraint-holds.ts';
import { fieldOf, type Context } from './context.ts';
import { normalized } from './murmur3.ts';

/** Whether the strategy's own rule, its constraints aside, lets that context in. One that is people's own never does: the server does not know it. */
export function strategyHolds({ name, parameters }: Pick<Strategy, 'name' | 'parameters'>, context: Context, random: () => number): boolean {
  const list = (key: string): readonly string[] => (parameters[key] ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '');
  const gradual = (id: string | undefined): boolean => id !== undefined && isIn(id, parameters['groupId'] ?? '', Number(parameters['percentage'] ?? 0));
  switch (name) {
    case 'default':
      return true;
    case 'userWithId':
      return context.userId !== undefined && list('userIds').includes(context.userId);
    case 'remoteAddress':
      return context.remoteAddress !== undefined && isWithin(list('IPs'), context.remoteAddress);
    case 'applicationHostname':
      return list('hostNames').includes(hostname());
    case 'gradualRolloutUserId':
      return gradual(context.userId);
    case 'gradualRolloutSessionId':
      return gradual(context.sessionId);
    case 'gradualRolloutRandom':
      return random() * 100 < Number(parameters['percentage'] ?? 0);
    case 'flexibleRollout': {
      const id = stickyId(parameters['stickiness'] ?? 'default', context, random);
      return id !== undefined && isIn(id, parameters['groupId'] ?? '', Number(parameters['rollout'] ?? 0));
    }
    default:
      return false;
  }
}

/** What keeps a caller on one side; where it may be anything, it is random. */
export function stickyId(stickiness: string, context: Context, random: () => number): string | undefined {
  const chance = (): string => String(Math.floor(random() * 10_000) + 1);
  if (stickiness === 'random') return chance();
  return stickiness === 'default' ? (context.userId ?? context.sessionId ?? chance()) : fieldOf(context, stickiness);
}

function isIn(id: string, group: string, percent: number): boolean {
  return percent > 0 && normalized(id, group, 100) <= percent;
}
