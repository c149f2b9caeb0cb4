import { BlockList, isIPv6 } from 'node:net';
import type { Condition, Rule, Texts } from '../../model.ts';
import { compileRegex } from './regex.ts';
import { compileWildcard } from './wildcard.ts';

/** What rules look at. */
export interface RequestFacts {
  readonly method: string;
  /** Without a port; lower case does not matter. */
  readonly host: string;
  /** Normalised. */
  readonly path: string;
  /** What stands behind the `?`; empty where there is none. */
  readonly query: string;
  /** Name, value, name, value, … as received. */
  readonly rawHeaders: readonly string[];
  /** The peer of the connection, whatever X-Forwarded-For says. */
  readonly sourceIp: string;
}

export interface Match {
  readonly rule: Rule;
  /** How many rules were looked at, the default rule not counted. */
  readonly evaluated: number;
}

/** The first rule all of whose conditions hold. Built whole from a listener's rules and never changed. */
export type RuleTable = (facts: RequestFacts) => Match | undefined;

export function compileRules(rules: readonly Rule[]): RuleTable {
  const compiled = rules.map((rule) => ({ tests: rule.conditions.map(compileCondition), rule }));
  return (facts) => {
    const at = compiled.findIndex(({ tests }) => tests.every((test) => test(facts)));
    const rule = compiled[at]?.rule;
    return rule && { rule, evaluated: rule.priority === 'default' ? at : at + 1 };
  };
}

type Test = (facts: RequestFacts) => boolean;

function compileCondition(condition: Condition): Test {
  switch (condition.field) {
    case 'host-header':
      return anyOf(condition, true, ({ host }) => [host]);
    case 'path-pattern':
      return anyOf(condition, false, ({ path }) => [path]);
    case 'http-request-method':
      return ({ method }) => condition.values.includes(method);
    case 'http-header':
      return anyOf(condition, true, ({ rawHeaders }) => valuesOf(rawHeaders, condition.name.toLowerCase()));
    case 'query-string':
      return queryTest(condition.values);
    case 'source-ip':
      return sourceTest(condition.values);
  }
}

function anyOf({ values, syntax }: Texts, ignoreCase: boolean, texts: (facts: RequestFacts) => readonly string[]): Test {
  const matchers = values.map((value) => (syntax === 'regex' ? finds(value, ignoreCase) : compileWildcard(value, { ignoreCase })));
  return (facts) => texts(facts).some((text) => matchers.some((matches) => matches(text)));
}

function finds(source: string, ignoreCase: boolean): (text: string) => boolean {
  const regex = compileRegex(source, { ignoreCase });
  return (text) => regex.found(text);
}

function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
}

function queryTest(pairs: Extract<Condition, { field: 'query-string' }>['values']): Test {
  const options = { ignoreCase: true, escapes: true };
  const matchers = pairs.map(({ key, value }) => ({ key: key === undefined ? () => true : compileWildcard(key, options), value: compileWildcard(value, options) }));
  return ({ query }) => {
    if (query === '') return false;
    return query.split('&').some((pair) => {
      const equals = pair.indexOf('=');
      const [name, text] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return matchers.some(({ key, value }) => key(name) && value(text));
    });
  };
}

function sourceTest(ranges: readonly string[]): Test {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits = ''] = range.split('/');
    list.addSubnet(net, Number(bits), isIPv6(net) ? 'ipv6' : 'ipv4');
  }
  return ({ sourceIp }) => list.check(sourceIp, isIPv6(sourceIp) ? 'ipv6' : 'ipv4');
}
