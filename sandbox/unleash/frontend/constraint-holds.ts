import { BlockList, isIP } from 'node:net';
import { RE2JS } from 're2js';
import type { Constraint } from '../state/unleash-state.ts';
import { compareVersions } from './compare-versions.ts';
import { fieldOf, type Context } from './context.ts';

/** Whether the constraint lets that context in. An operator that is none never does, not even inverted. */
export function constraintHolds(constraint: Constraint, context: Context, now: number): boolean {
  const field = constraint.contextName === 'currentTime' ? (context.currentTime ?? new Date(now).toISOString()) : fieldOf(context, constraint.contextName);
  const answer = holds(constraint, field);
  return answer !== undefined && answer !== (constraint.inverted ?? false);
}

function holds({ operator, values = [], value = '', caseInsensitive = false }: Constraint, field: string | undefined): boolean | undefined {
  const fold = (text: string): string => (caseInsensitive ? text.toLowerCase() : text);
  const [kind, relation = ''] = operator.split(/_(.*)/s);
  switch (operator) {
    case 'IN':
      return field !== undefined && values.includes(field);
    case 'NOT_IN':
      return field === undefined || !values.includes(field);
    case 'STR_CONTAINS':
      return values.some((each) => field !== undefined && fold(field).includes(fold(each)));
    case 'STR_STARTS_WITH':
      return values.some((each) => field !== undefined && fold(field).startsWith(fold(each)));
    case 'STR_ENDS_WITH':
      return values.some((each) => field !== undefined && fold(field).endsWith(fold(each)));
    case 'REGEX':
      return field !== undefined && matchesRegex(value, field, caseInsensitive);
    case 'IN_CIDR':
      return field !== undefined && isWithin(values, field);
    case 'DATE_AFTER':
      return Date.parse(field ?? '') > Date.parse(value);
    case 'DATE_BEFORE':
      return Date.parse(field ?? '') < Date.parse(value);
    default:
      if (kind === 'NUM') return field !== undefined && field !== '' && compares(relation, Number(field) - Number(value));
      if (kind === 'SEMVER') return field !== undefined && compares(relation, compareVersions(field, value));
      return undefined;
  }
}

/** `difference` is NaN where the two cannot be compared: then nothing holds. */
function compares(relation: string, difference: number): boolean | undefined {
  switch (relation) {
    case 'EQ':
      return difference === 0;
    case 'GT':
      return difference > 0;
    case 'GTE':
      return difference >= 0;
    case 'LT':
      return difference < 0;
    case 'LTE':
      return difference <= 0;
    default:
      return undefined;
  }
}

function matchesRegex(pattern: string, field: string, caseInsensitive: boolean): boolean {
  try {
    return RE2JS.compile(pattern, caseInsensitive ? RE2JS.CASE_INSENSITIVE : 0).matcher(field).find();
  } catch {
    return false;
  }
}

/** Whether the address is one of these, or in one of these networks. What is no network is passed over. */
export function isWithin(networks: readonly string[], address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && networks.some((network) => {
    const [base = '', bits] = network.split('/');
    const list = new BlockList();
    try {
      const own = familyOf(base);
      if (!own) return false;
      list.addSubnet(base, bits === undefined ? (own === 'ipv6' ? 128 : 32) : Number(bits), own);
    } catch {
      return false;
    }
    return list.check(address, family);
  });
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 6 ? 'ipv6' : 'ipv4';
}
