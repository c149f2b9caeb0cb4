import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Encoded } from './codec.ts';
import { CommonError, inFamily } from './common-error.ts';
import type { Call } from './find-call.ts';
import type { Intercept } from './intercept.ts';
import { readCall, type ReadOptions } from './read-call.ts';
import type { RequestRoute } from './route-request.ts';
import { AwsError } from './service.ts';
import { SERVICE_MODELS } from './service-models.ts';

export interface PerformOptions extends ReadOptions {
  readonly intercept: Intercept | undefined;
  /** Called with what an operation threw that is no refusal: a defect of the sandbox. */
  readonly onDefect: (operation: string, error: unknown) => void;
  /** Aborts what still waits for its effect when the sandbox ends. */
  readonly closing: AbortSignal;
}

/** An answer, or that there is to be none: the connection breaks. */
export type Reply = { readonly status: number; readonly encoded: Encoded } | 'cut';

const UNTOUCHED = { delayMs: 0, before: undefined, lateMs: 0, lost: false };

/** Does what a request asks for, or refuses it in the form of its protocol. */
export async function perform(request: IncomingMessage, route: RequestRoute, requestId: string, options: PerformOptions): Promise<Reply> {
  const pause = async (ms: number): Promise<unknown> => ms > 0 && (await sleep(ms, undefined, { ref: false, signal: options.closing }));
  let operation = '';
  try {
    const { call, input } = await readCall(request, route, options);
    operation = call.name;
    const fate = options.intercept?.({ service: call.service, operation, input }) ?? UNTOUCHED;
    await pause(fate.delayMs);
    if (fate.before === 'cut') return 'cut';
    const reply = fate.before ? refuse(fate.before) : await carryOut(call, input);
    await pause(fate.lateMs);
    return fate.lost ? 'cut' : reply;
  } catch (error) {
    return options.closing.aborted || (request.destroyed && !request.complete) ? 'cut' : refuse(error);
  }

  async function carryOut(call: Call, input: unknown): Promise<Reply> {
    try {
      const output: unknown = await call.operation(input);
      return { status: 200, encoded: route.codec.encode(call.name, output, call.output, call.model, requestId) };
    } catch (error) {
      return refuse(error);
    }
  }

  function refuse(error: unknown): Reply {
    if (!(error instanceof AwsError || error instanceof CommonError)) options.onDefect(`${route.service}.${operation}`, error);
    return refusal(error, route, requestId);
  }
}

/** The answer to a request that failed so. What is no refusal is told as a failure, without its words. */
export function refusal(error: unknown, { codec, service }: Pick<RequestRoute, 'codec' | 'service'>, requestId: string): Exclude<Reply, 'cut'> {
  const common = error instanceof CommonError ? error : new CommonError('failure', 'The sandbox failed. This is a defect of it; its standard error says more.');
  const told = error instanceof AwsError ? error : inFamily(common, codec.family);
  return { status: told.status, encoded: codec.encodeError(told, service && SERVICE_MODELS[service], requestId) };
}
