import { invalid } from '../refusals.ts';
import { compileRegex } from '../traffic/rules/regex.ts';

/** Refuses a regular expression that AWS does not take. `where` is the condition's field or the transform's type. */
export function requireRegex(where: string, regex: string, longest: number): void {
  if (regex.length === 0 || regex.length > longest) throw invalid(`A regular expression of '${where}' must have 1 to ${longest} characters`);
  try {
    compileRegex(regex, { ignoreCase: false });
  } catch (error) {
    throw invalid(`The regular expression '${regex}' is not valid for ${where}: ${(error as Error).message}`);
  }
}
