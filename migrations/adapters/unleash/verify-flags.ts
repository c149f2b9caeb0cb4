import { finding, type Finding } from '../../verify/finding.ts';
import { UnleashApi, type UnleashOptions } from './unleash-api.ts';

/** Whether Unleash answers, takes the token, and has the project with its environment. That the token may change flags cannot be shown without changing one. */
export async function verifyFlags(options: UnleashOptions): Promise<readonly Finding[]> {
  const environments = await new UnleashApi(options).environments();
  const found = environments.find(({ name }) => name === options.environment);
  if (!found) return [finding('environment', 'ng', `project "${options.project}" has no environment "${options.environment}"; it has: ${environments.map(({ name }) => name).join(', ') || 'none'}`)];
  return [
    finding('environment', 'ok', `project "${options.project}" has the environment "${options.environment}"`),
    finding('changing flags', 'skip', 'cannot be shown without changing one; the token needs to create, update and archive flags of the project'),
  ];
}
