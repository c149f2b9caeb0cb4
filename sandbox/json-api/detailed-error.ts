import { AwsError } from '../wire/service.ts';

/** A refusal that carries more members than its message, as `ServiceAlreadyExists` carries the id of the service that is there. */
export class DetailedError extends AwsError {
  readonly details: Readonly<Record<string, string | undefined>>;

  constructor(code: string, message: string, status: number, details: Readonly<Record<string, string | undefined>>) {
    super(code, message, status);
    this.details = details;
  }
}
