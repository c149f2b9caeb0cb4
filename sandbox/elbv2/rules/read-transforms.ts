import type { RuleTransform } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Transform } from '../model.ts';
import { invalid, oneOf } from '../refusals.ts';
import { requireRegex } from './require-regex.ts';

const MAX_LENGTH = 1_024;

/** At most one of each kind, each with one rewrite. */
export function readTransforms(given: readonly RuleTransform[]): readonly Transform[] {
  const transforms = given.map(readTransform);
  if (new Set(transforms.map(({ kind }) => kind)).size < transforms.length) throw invalid('A rule can only have one transform of each type');
  return transforms;
}

function readTransform({ Type = '' as never, HostHeaderRewriteConfig, UrlRewriteConfig }: RuleTransform): Transform {
  const kind = oneOf('transforms.type', Type, ['host-header-rewrite', 'url-rewrite']);
  const [own, other] = kind === 'url-rewrite' ? [UrlRewriteConfig, HostHeaderRewriteConfig] : [HostHeaderRewriteConfig, UrlRewriteConfig];
  if (other) throw invalid(`The configuration of a transform of type '${kind}' must be of the same type`);
  const [rewrite, ...more] = own?.Rewrites ?? [];
  if (!rewrite || more.length > 0) throw invalid(`A transform of type '${kind}' must have exactly one rewrite`);
  const { Regex: regex = '', Replace: replace = '' } = rewrite;
  requireRegex(kind, regex, MAX_LENGTH);
  if (replace.length > MAX_LENGTH) throw invalid(`The replacement of '${kind}' cannot be longer than '${MAX_LENGTH}' characters`);
  return { kind, regex, replace };
}
