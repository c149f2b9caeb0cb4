import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Condition } from '../model.ts';
import { QUOTAS } from '../quotas.ts';
import { invalid } from '../refusals.ts';
import { readTexts, readValues, requireCount } from './condition-texts.ts';
import { readPair, requireCidr, requireHeaderName, requireHeaderValue, requireHost, requireMethod, requirePath } from './condition-values.ts';

const ONCE = ['host-header', 'path-pattern', 'http-request-method', 'source-ip'];

/** A rule's conditions, refused whole where one of them or their sum is not what AWS takes. */
export function readConditions(given: readonly RuleCondition[]): readonly Condition[] {
  if (given.length === 0) throw invalid('A rule must have at least one condition');
  const conditions = given.map(readCondition);
  for (const field of ONCE) {
    if (conditions.filter((condition) => condition.field === field).length > 1) throw invalid(`A rule can only have one '${field}' condition`);
  }
  const values = conditions.flatMap<unknown>((condition) => condition.values);
  if (values.length > QUOTAS.conditionValuesPerRule) throw invalid(`A rule can only have '${QUOTAS.conditionValuesPerRule}' condition values`);
  const wildcards = conditions.flatMap(wildcardTexts).join('').match(/[*?]/g)?.length ?? 0;
  if (wildcards > QUOTAS.wildcardsPerRule) throw invalid(`A rule can only have '${QUOTAS.wildcardsPerRule}' condition wildcards`);
  return conditions;
}

/** The texts in which `*` and `?` are wildcards. */
function wildcardTexts(condition: Condition): readonly string[] {
  switch (condition.field) {
    case 'http-request-method':
    case 'source-ip':
      return [];
    case 'query-string':
      return condition.values.map(({ key = '', value }) => (key + value).replace(/\\[*?\\]/g, ''));
    case 'host-header':
    case 'http-header':
    case 'path-pattern':
      return condition.syntax === 'regex' ? [] : condition.values;
  }
}

const CONFIGS = {
  'host-header': 'HostHeaderConfig',
  'path-pattern': 'PathPatternConfig',
  'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'query-string': 'QueryStringConfig',
  'source-ip': 'SourceIpConfig',
} as const;

function readCondition(given: RuleCondition): Condition {
  const { Field: field = '', Values, RegexValues } = given;
  requireOwnConfig(given);
  switch (field) {
    case 'host-header':
      return { field, ...readTexts(field, { Values, RegexValues }, given.HostHeaderConfig, requireHost) };
    case 'path-pattern':
      return { field, ...readTexts(field, { Values, RegexValues }, given.PathPatternConfig, requirePath) };
    case 'http-header':
      return { field, name: requireHeaderName(given.HttpHeaderConfig?.HttpHeaderName), ...readTexts(field, { RegexValues }, given.HttpHeaderConfig, requireHeaderValue) };
    case 'http-request-method':
      return { field, values: readValues(field, given.HttpRequestMethodConfig?.Values, requireMethod) };
    case 'source-ip':
      return { field, values: readValues(field, given.SourceIpConfig?.Values, requireCidr) };
    case 'query-string': {
      const pairs = given.QueryStringConfig?.Values ?? [];
      requireCount(field, pairs.length);
      return { field, values: pairs.map(readPair) };
    }
    default:
      throw unknownField(field);
  }
}

/** Members that are for other fields are refused. */
function requireOwnConfig(given: RuleCondition): void {
  const { Field: field = '' } = given;
  if (!Object.hasOwn(CONFIGS, field)) throw unknownField(field);
  for (const [other, member] of Object.entries(CONFIGS)) {
    if (other !== field && given[member] !== undefined) throw invalid(`${member} cannot be specified for the condition field '${field}'`);
  }
  if (given.Values?.length && field !== 'host-header' && field !== 'path-pattern') throw invalid(`Values can only be specified for the condition fields host-header and path-pattern, not for '${field}'`);
  if (given.RegexValues?.length && !['host-header', 'path-pattern', 'http-header'].includes(field)) throw invalid(`RegexValues can only be specified for the condition fields host-header, path-pattern and http-header, not for '${field}'`);
}

function unknownField(field: string): Error {
  return invalid(`Condition field '${field}' must be one of '[${Object.keys(CONFIGS).join(', ')}]'`);
}
