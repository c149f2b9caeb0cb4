import { isIP, isIPv6 } from 'node:net';
import type { QueryStringKeyValuePair } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { QueryPair } from '../model.ts';
import { invalid } from '../refusals.ts';

export const MAX_VALUE_LENGTH = 128;

export function requireHost(value: string): void {
  requireLength('host-header', value, MAX_VALUE_LENGTH);
  if (!/^[A-Za-z0-9.*?-]*\.[A-Za-z]+$/.test(value)) throw invalid(`The value '${value}' is not valid for host-header: it may hold A-Z, a-z, 0-9, - . * ? with at least one '.' and only letters after the last`);
}

export function requirePath(value: string): void {
  requireLength('path-pattern', value, MAX_VALUE_LENGTH);
  if (!/^[A-Za-z0-9_.$/~"'@:+&*?-]*$/.test(value)) throw invalid(`The value '${value}' is not valid for path-pattern: it may hold A-Z, a-z, 0-9, _ - . $ / ~ " ' @ : + & * ?`);
}

export function requireMethod(value: string): void {
  requireLength('http-request-method', value, 40);
  if (!/^[A-Z_-]+$/.test(value)) throw invalid(`The value '${value}' is not valid for http-request-method: it may hold A-Z - _`);
}

export function requireHeaderName(name = ''): string {
  requireLength('http-header', name, 40);
  if (!/^[!#$%&'+.^_`|~A-Za-z0-9-]+$/.test(name)) throw invalid(`The HTTP header name '${name}' is not valid`);
  if (name.toLowerCase() === 'host') throw invalid("The HTTP header name 'Host' is not valid: use a host-header condition");
  return name;
}

export function requireHeaderValue(value: string): void {
  requireLength('http-header', value, MAX_VALUE_LENGTH);
  requireVisible('http-header', value);
}

export function readPair({ Key, Value }: QueryStringKeyValuePair): QueryPair {
  if (Value === undefined) throw invalid('A query-string condition value must have a Value');
  for (const text of [Key ?? '-', Value]) {
    requireLength('query-string', text, MAX_VALUE_LENGTH);
    requireVisible('query-string', text);
  }
  return Key === undefined ? { value: Value } : { key: Key, value: Value };
}

export function requireCidr(value: string): void {
  const [net = '', bits = '', ...more] = value.split('/');
  const most = isIPv6(net) ? 128 : 32;
  if (isIP(net) === 0 || net.includes('%') || !/^\d{1,3}$/.test(bits) || Number(bits) > most || more.length > 0) throw invalid(`The value '${value}' is not valid for source-ip: it must be a CIDR range`);
  if (value === '255.255.255.255/32') throw invalid(`The value '${value}' is not valid for source-ip`);
}

function requireLength(field: string, value: string, most: number): void {
  if (value.length === 0 || value.length > most) throw invalid(`A value of '${field}' must have 1 to ${most} characters`);
}

function requireVisible(field: string, value: string): void {
  if (!/^[\x20-\x7e]*$/.test(value)) throw invalid(`The value '${value}' is not valid for ${field}: only visible ASCII characters are allowed`);
}
