import { isSameAsReceived } from './body-difference.ts';
import type { ComparisonRules } from './comparison.ts';
import type { CapturedResponse, FailedShadow } from './exchange.ts';
import { compileRules } from './field-rules.ts';
import { comparedHeaders, sameList } from './header-difference.ts';
import { headerValues } from './headers.ts';

/**
 * Whether two answers are equal before anything is read into them: one status, the same bytes, and every header that is compared spelled alike. Such answers are equal under any
 * rules; seeing it costs less than handing them to another thread. `false` says nothing.
 */
export function isEqualAtAGlance(legacy: CapturedResponse, candidate: CapturedResponse | FailedShadow, rules: ComparisonRules): candidate is CapturedResponse {
  if ('failed' in candidate || legacy.status !== candidate.status || !isSameAsReceived(legacy, candidate)) return false;
  // A cookie's lifetime depends on either answer's date.
  if (setsCookies(legacy) || setsCookies(candidate)) return false;
  const { named } = compileRules(rules);
  const left = comparedHeaders(legacy.rawHeaders, named);
  const right = comparedHeaders(candidate.rawHeaders, named);
  return left.size === right.size && left.entries().every(([name, values]) => sameList(values, right.get(name) ?? []));
}

function setsCookies({ rawHeaders }: CapturedResponse): boolean {
  return headerValues(rawHeaders, 'set-cookie').length > 0;
}
