import { randomUUID } from 'node:crypto';

/** A refusal in Unleash's own words. */
export class UnleashError extends Error {
  readonly status: number;
  readonly details: readonly Detail[];
  /** Only of what was refused before it was looked at closely: a wrong path, token or schema. */
  readonly id: string | undefined;

  constructor(status: number, name: string, message: string, { details = [{ message }], hasId = false }: { details?: readonly Detail[]; hasId?: boolean } = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.details = details;
    this.id = hasId ? randomUUID() : undefined;
  }
}

export interface Detail {
  readonly message: string;
  /** Where in the request: `/body/name`. */
  readonly path?: string;
}

const INVALID = 'Request validation failed: your request body or params contain invalid data';

export function notFound(message: string): UnleashError {
  return new UnleashError(404, 'NotFoundError', message);
}

/** One thing is wrong with what was asked. */
export function badData(problem: string): UnleashError {
  return new UnleashError(400, 'BadDataError', `${INVALID}: ${problem}`, { details: [{ message: problem }] });
}

/** A value is not as it should be; with a path, already by the schema of the request. */
export function badBody(details: readonly Detail[], hasId = details.some(({ path }) => path !== undefined)): UnleashError {
  return new UnleashError(400, 'BadDataError', `${INVALID}. Refer to the \`details\` list for more information.`, { details, hasId });
}

export function nameExists(message: string): UnleashError {
  return new UnleashError(409, 'NameExistsError', message);
}

export function archived(): UnleashError {
  return new UnleashError(400, 'ArchivedFeatureError', 'Cannot perform this operation on archived features');
}

/** It could be done, and must not. */
export function invalidOperation(message: string): UnleashError {
  return new UnleashError(403, 'InvalidOperationError', message);
}

export function exceedsLimit(what: string, limit: number): UnleashError {
  return new UnleashError(400, 'ExceedsLimitError', `Failed to create ${what}. You can't create more than the established limit of ${limit}.`);
}

/** The body of an error answer. */
export function errorBody({ id, name, message, details }: UnleashError): object {
  return { ...(id && { id }), name, message, details };
}
