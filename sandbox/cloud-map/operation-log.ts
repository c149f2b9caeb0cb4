import { randomId } from '../json-api/random-id.ts';
import { AwsError } from '../wire/service.ts';
import { duplicateRequest } from './errors.ts';

/** Cloud Map answers most writes with the id of an operation and does the work after that. */
export interface OperationLog {
  readonly all: ReadonlyMap<string, LoggedOperation>;
  /** Enters an operation and does `work` in a few milliseconds. Refused as a duplicate while another operation on the same subject has not ended. */
  submit(request: OperationRequest): string;
  /** The operation that the same request (same creator's id, same content) started before, unless it failed or what it made is gone. */
  repeated(identity: string): string | undefined;
}

export interface OperationRequest {
  readonly type: OperationType;
  /** What may have one operation at a time. */
  readonly subject: string;
  readonly targets: Readonly<Partial<Record<'NAMESPACE' | 'SERVICE' | 'INSTANCE', string>>>;
  /** Tells a request from all others: creator's id and content. Absent where the API has no creator's id. */
  readonly identity?: string;
  readonly work: () => void;
  /** Whether what `work` made is still there. */
  readonly stands?: () => boolean;
}

export type OperationType = 'CREATE_NAMESPACE' | 'DELETE_NAMESPACE' | 'UPDATE_NAMESPACE' | 'UPDATE_SERVICE' | 'REGISTER_INSTANCE' | 'DEREGISTER_INSTANCE';

export interface LoggedOperation {
  readonly id: string;
  readonly request: OperationRequest;
  readonly createDate: Date;
  status: 'SUBMITTED' | 'PENDING' | 'SUCCESS' | 'FAIL';
  updateDate: Date;
  error?: { readonly code: string; readonly message: string };
}

/** Milliseconds after submission, and after that. AWS takes seconds to minutes. */
const PENDING_AFTER = 2;
const DONE_AFTER = 6;
/** Of those that have ended the newest are kept. */
const MAX_KEPT = 2_000;

export function createOperationLog(now: () => number, restored: readonly LoggedOperation[] = []): OperationLog {
  const all = new Map<string, LoggedOperation>(restored.map((operation) => [operation.id, operation]));
  return {
    all,
    submit(request) {
      const underWay = [...all.values()].find((earlier) => earlier.request.subject === request.subject && isUnderWay(earlier));
      if (underWay !== undefined) throw duplicateRequest(underWay.id);
      const createDate = new Date(now());
      const operation: LoggedOperation = { id: randomId(32), request, createDate, updateDate: createDate, status: 'SUBMITTED' };
      all.set(operation.id, operation);
      for (const old of all.values()) {
        if (all.size <= MAX_KEPT || isUnderWay(old)) break;
        all.delete(old.id);
      }
      setTimeout(() => {
        operation.status = 'PENDING';
        setTimeout(() => finish(operation, now), DONE_AFTER).unref();
      }, PENDING_AFTER).unref();
      return operation.id;
    },
    repeated(identity) {
      const same = [...all.values()].filter(({ request }) => request.identity === identity);
      return same.find((earlier) => isUnderWay(earlier) || (earlier.status === 'SUCCESS' && earlier.request.stands?.()))?.id;
    },
  };
}

export function isUnderWay({ status }: Pick<LoggedOperation, 'status'>): boolean {
  return status === 'SUBMITTED' || status === 'PENDING';
}

function finish(operation: LoggedOperation, now: () => number): void {
  operation.updateDate = new Date(now());
  try {
    operation.request.work();
    operation.status = 'SUCCESS';
  } catch (error) {
    operation.status = 'FAIL';
    operation.error = error instanceof AwsError ? { code: error.code, message: error.message } : { code: 'INTERNAL_FAILURE', message: String(error) };
  }
}
