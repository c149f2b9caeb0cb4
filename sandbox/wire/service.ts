/** An AWS service as the wire sees it: operations by name, each from the decoded input to the output before encoding. */
export interface Service {
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Input and output have the member names of the AWS API; timestamps are `Date`. What it throws must be an {@link AwsError}. */
// oxlint-disable-next-line typescript/no-explicit-any -- the shape is the API's, known only to the operation
export type Operation = (input: any) => unknown;

/** A refusal in AWS's own words. `code` is the code on the wire. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Members beside the message, as `ServiceAlreadyExists` carries the id of the service that is there. */
  readonly details: Readonly<Record<string, string | undefined>>;

  constructor(code: string, message: string, status = 400, details: AwsError['details'] = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}
