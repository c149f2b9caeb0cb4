import { ContainerFault } from '../runtime/runtime.ts';
import type { ContainerDefinition } from '../task-definitions/container-definition.ts';
import type { ContainerOverride } from './task-overrides.ts';

/** The variables that a container is started with. Fails in the words of ECS where a secret or a file of variables cannot be had. */
export function environmentOf(definition: ContainerDefinition, override: ContainerOverride | undefined, secrets: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const file = [...definition.environmentFiles, ...(override?.environmentFiles ?? [])][0];
  if (file !== undefined) throw new ContainerFault(`ResourceInitializationError: failed to download env files: file download command: non empty error stream: the sandbox has no S3 to read ${file.value} from`);
  return Object.fromEntries([
    ...[...definition.environment, ...(override?.environment ?? [])].map(({ name, value }) => [name, value] as const),
    ...definition.secrets.map(({ name, valueFrom }) => [name, valueOf(valueFrom, secrets)] as const),
  ]);
}

function valueOf(reference: string, secrets: Readonly<Record<string, string>>): string {
  if (Object.hasOwn(secrets, reference)) return secrets[reference] ?? '';
  const isSecret = /^arn:[^:]+:secretsmanager:/.test(reference);
  const cause = isSecret
    ? `unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${reference} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`
    : `unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${reference}`;
  throw new ContainerFault(`ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ${cause}`);
}
