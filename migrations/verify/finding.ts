import { BanyanError, messageOf } from '../../domain/errors.ts';

/** What was found of one thing that Banyan needs. `ng`: it is not as it must be; `skip`: it could not be told, and why. */
export interface Finding {
  readonly about: string;
  readonly state: 'ok' | 'ng' | 'skip';
  readonly because: string;
  readonly parts: readonly Finding[];
}

export function finding(about: string, state: Finding['state'], because: string): Finding {
  return { about, state, because, parts: [] };
}

/** Several findings as one: not good where one of them is not, and skipped where all are. */
export function group(about: string, parts: readonly Finding[]): Finding {
  const bad = parts.filter(({ state }) => state === 'ng').length;
  const skipped = parts.filter(({ state }) => state === 'skip').length;
  const because = [`${parts.length - bad - skipped} of ${parts.length} good`, bad > 0 && `${bad} not`, skipped > 0 && `${skipped} not told`].filter(Boolean).join(', ');
  return { about, state: bad > 0 ? 'ng' : skipped === parts.length ? 'skip' : 'ok', because, parts };
}

/** What a question comes to: good with the words it answers, or not good with what it throws. A finding that it answers is taken as it is. */
export async function ask(about: string, question: () => Promise<string | Finding>): Promise<Finding> {
  try {
    const answer = await question();
    return typeof answer === 'string' ? finding(about, 'ok', answer) : answer;
  } catch (error) {
    return finding(about, 'ng', error instanceof BanyanError ? `${error.message} → ${error.remedy}` : messageOf(error));
  }
}
