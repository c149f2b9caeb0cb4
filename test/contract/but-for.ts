import { test } from '@jest/globals';

/** Sentences of a contract that something does not keep, and why. */
export type Exceptions = Readonly<Record<string, string>>;

type Test = (name: string, work: () => Promise<void>) => void;

/** `test`, but for what is excepted: that is skipped, and says why. */
export function butFor(exceptions: Exceptions): Test {
  return (name, work) => (Object.hasOwn(exceptions, name) ? test.skip(`${name} (${exceptions[name]})`, work) : test(name, work));
}
