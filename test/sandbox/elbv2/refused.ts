import { expect } from '@jest/globals';

/** Codes that AWS's model does not know; the SDK leaves them as they are. The others it calls by their code plus `Exception`, and these two by another name. */
const UNMODELLED = new Set(['ValidationError', 'InvalidAction']);
const RENAMED: Readonly<Record<string, string>> = { ALPNPolicyNotFound: 'ALPNPolicyNotSupportedException' };

/** With which code of the wire, and in which words. */
export type Refusal = readonly [code: string, words?: RegExp | string];

/** The call is refused with this code of the wire, with status 400, in these words. */
export async function refused(asked: Promise<unknown>, ...[code, words]: Refusal): Promise<void> {
  const name = UNMODELLED.has(code) ? code : (RENAMED[code] ?? `${code}Exception`);
  const message = words === undefined ? expect.any(String) : typeof words === 'string' ? words : expect.stringMatching(words);
  await expect(asked).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 }, message });
}

/** An ARN of this form that nothing has. */
export function goneArn(resource: 'loadbalancer/app/gone' | 'targetgroup/gone' | 'listener/app/gone/0' | 'listener-rule/app/gone/0/0'): string {
  return `arn:aws:elasticloadbalancing:us-east-1:000000000000:${resource}/0123456789abcdef`;
}
