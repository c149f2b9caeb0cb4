import { randomUUID } from 'node:crypto';

/** A refusal in Unleash's own words. */
export class UnleashError extends Error {
  readonly status: number;
  readonly details: readonly Detail[];

  constructor(status: number, name: string, message: string, details: readonly Detail[] = [{ message }]) {
    super(message);
    this.name = name;
    this.status = status;
    this.details = details;
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
  return new UnleashError(400, 'BadDataError', `${INVALID}: ${problem}`, [{ message: problem }]);
}

/** The body does not fit its schema. */
export function badBody(details: readonly Detail[]): UnleashError {
  return new UnleashError(400, 'BadDataError', `${INVALID}. Refer to the \`details\` list for more information.`, details);
}

export function nameExists(message: string): UnleashError {
  return new UnleashError(409, 'NameExistsError', message);
}

export function archived(): UnleashError {
  return new UnleashError(400, 'ArchivedFeatureError', 'Cannot perform this operation on archived features');
}

/** The body of an error answer. */
export function errorBody({ name, message, details }: UnleashError): object {
  return { id: randomUUID(), name, message, details };
}
