import { asker, type Ask } from '../sandbox/unleash/ask.ts';

/** An Unleash that the rows are held against: the sandbox's, or the real one in integration/unleash. */
export interface UnleashUnderTest {
  readonly which: 'sandbox' | 'real';
  readonly url: string;
  readonly adminToken: string;
  /** Of the environment `production`. */
  readonly clientToken: string;
  stop(): Promise<void>;
}

export type MakeUnleash = () => Promise<UnleashUnderTest>;

export const FEATURES = '/api/admin/projects/default/features';

/** A server with a hand on its Admin API. Flags have names of their own, so that one server serves all rows. */
export interface Bench {
  readonly unleash: UnleashUnderTest;
  readonly admin: Ask;
  readonly client: Ask;
  /** A name that no other row has, and that no other begins with. */
  newName(): string;
  /** Makes a flag. Gives its name. */
  newFlag(body?: object): Promise<string>;
  /** Of a flag in production; `rest` is `/on`, `/strategies`. */
  at(flag: string, rest?: string): string;
}

let names = 0;

export function benchOf(unleash: UnleashUnderTest): Bench {
  const admin = asker(unleash.url, unleash.adminToken);
  const newName = (): string => `row.${++names}.`;
  return {
    unleash,
    admin,
    client: asker(unleash.url, unleash.clientToken),
    newName,
    async newFlag(body = {}) {
      const name = newName();
      const { status } = await admin('POST', FEATURES, { name, ...body });
      if (status !== 201) throw new Error(`a flag could not be made: ${status}`);
      return name;
    },
    at: (flag, rest = '') => `${FEATURES}/${flag}/environments/production${rest}`,
  };
}
