import { BlockList, isIP, isIPv6 } from 'node:net';
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Condition } from '../model.ts';
import { invalid, unsupported } from '../refusals.ts';

const MAX_VALUES_PER_CONDITION = 3;
const MAX_VALUES = 5;
const MAX_WILDCARDS = 5;
const ONCE = ['host-header', 'path-pattern', 'http-request-method', 'source-ip'];

/** A rule's conditions, refused whole where one of them or their sum is not what AWS takes. */
export function readConditions(given: readonly RuleCondition[]): readonly Condition[] {
  if (given.length === 0) throw invalid('A rule must have at least one condition');
  const conditions = given.map(readCondition);
  for (const field of ONCE) {
    if (conditions.filter((condition) => condition.field === field).length > 1) throw invalid(`A rule can only have one '${field}' condition`);
  }
  const values = conditions.flatMap<string>((condition) => (condition.field === 'query-string' ? condition.values.map(({ key = '', value }) => key + value) : condition.values));
  if (values.length > MAX_VALUES) throw invalid(`A rule can only have '${MAX_VALUES}' condition values`);
  const wildcards = conditions.flatMap(wildcardTexts).join('').match(/[*?]/g)?.length ?? 0;
  if (wildcards > MAX_WILDCARDS) throw invalid(`A rule can only have '${MAX_WILDCARDS}' condition wildcards`);
  return conditions;
}

function wildcardTexts(condition: Condition): readonly string[] {
  if (condition.field === 'query-string') return condition.values.map(({ key = '', value }) => (key + value).replace(/\\[*?\\]/g, ''));
  return condition.field === 'http-request-method' || condition.field === 'source-ip' ? [] : condition.values;
}

function readCondition(given: RuleCondition): Condition {
  if (given.RegexValues?.length || given.HostHeaderConfig?.RegexValues?.length || given.PathPatternConfig?.RegexValues?.length || given.HttpHeaderConfig?.RegexValues?.length) {
    throw unsupported('The sandbox has no regular expressions in conditions');
  }
  const field: string = given.Field ?? '';
  switch (field) {
    case 'host-header':
      return { field: 'host-header', values: checked(given, given.HostHeaderConfig?.Values, requireHost) };
    case 'path-pattern':
      return { field: 'path-pattern', values: checked(given, given.PathPatternConfig?.Values, requirePath) };
    case 'http-request-method':
      return { field: 'http-request-method', values: checked(given, given.HttpRequestMethodConfig?.Values, requireMethod) };
    case 'source-ip':
      return { field: 'source-ip', values: checked(given, given.SourceIpConfig?.Values, requireCidr) };
    case 'http-header':
      return { field: 'http-header', name: requireHeaderName(given.HttpHeaderConfig?.HttpHeaderName), values: checked(given, given.HttpHeaderConfig?.Values, requireHeaderValue) };
    case 'query-string':
      return { field: 'query-string', values: queryPairs(given) };
    default:
      throw invalid(`Condition field '${field}' must be one of '[path-pattern, host-header, http-header, http-request-method, query-string, source-ip]'`);
  }
}

/** The values of a condition, given in the field's own config or in the older `Values`; in both only where they are the same. */
function checked({ Field, Values = [] }: RuleCondition, own: readonly string[] = [], requireValue: (value: string) => void): readonly string[] {
  if (Values.length > 0 && own.length > 0 && Values.join('\n') !== own.join('\n')) throw invalid(`The values of condition '${Field}' are given twice and differ`);
  const values = own.length > 0 ? own : Values;
  requireCount(Field, values.length);
  for (const value of values) requireValue(value);
  return values;
}

function requireCount(field: string | undefined, count: number): void {
  if (count === 0) throw invalid(`A condition value must be specified for '${field}'`);
  if (count > MAX_VALUES_PER_CONDITION) throw invalid(`The condition '${field}' can only have '${MAX_VALUES_PER_CONDITION}' values`);
}

function requireHost(value: string): void {
  requireLength('host-header', value, 128);
  if (!/^[A-Za-z0-9.*?-]*\.[A-Za-z]+$/.test(value)) throw invalid(`The value '${value}' is not valid for host-header: it may hold A-Z, a-z, 0-9, - . * ? with at least one '.' and only letters after the last`);
}

function requirePath(value: string): void {
  requireLength('path-pattern', value, 128);
  if (!/^[A-Za-z0-9_.$/~"'@:+&*?-]*$/.test(value)) throw invalid(`The value '${value}' is not valid for path-pattern: it may hold A-Z, a-z, 0-9, _ - . $ / ~ " ' @ : + & * ?`);
}

function requireMethod(value: string): void {
  requireLength('http-request-method', value, 40);
  if (!/^[A-Z_-]+$/.test(value)) throw invalid(`The value '${value}' is not valid for http-request-method: it may hold A-Z - _`);
}

function requireHeaderName(name = ''): string {
  requireLength('http-header', name, 40);
  if (!/^[!#$%&'+.^_`|~A-Za-z0-9-]+$/.test(name)) throw invalid(`The HTTP header name '${name}' is not valid`);
  if (name.toLowerCase() === 'host') throw invalid("The HTTP header name 'Host' is not valid: use a host-header condition");
  return name;
}

function requireHeaderValue(value: string): void {
  requireLength('http-header', value, 128);
  requireVisible('http-header', value);
}

function queryPairs(given: RuleCondition): Extract<Condition, { field: 'query-string' }>['values'] {
  const pairs = given.QueryStringConfig?.Values ?? [];
  requireCount(given.Field, pairs.length);
  return pairs.map(({ Key, Value }) => {
    if (Value === undefined) throw invalid('A query-string condition value must have a Value');
    for (const text of [Key ?? '-', Value]) {
      requireLength('query-string', text, 128);
      requireVisible('query-string', text);
    }
    return { key: Key, value: Value };
  });
}

function requireCidr(value: string): void {
  const [net = '', bits = '', ...more] = value.split('/');
  const most = isIPv6(net) ? 128 : 32;
  if (isIP(net) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most || more.length > 0) throw invalid(`The value '${value}' is not valid for source-ip: it must be a CIDR range`);
  if (value === '255.255.255.255/32') throw invalid(`The value '${value}' is not valid for source-ip`);
  new BlockList().addSubnet(net, Number(bits), isIPv6(net) ? 'ipv6' : 'ipv4');
}

function requireLength(field: string, value: string, most: number): void {
  if (value.length === 0 || value.length > most) throw invalid(`A value of '${field}' must have 1 to ${most} characters`);
}

function requireVisible(field: string, value: string): void {
  if (!/^[\x20-\x7e]*$/.test(value)) throw invalid(`The value '${value}' is not valid for ${field}: only visible ASCII characters are allowed`);
}
