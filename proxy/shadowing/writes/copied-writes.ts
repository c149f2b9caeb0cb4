import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSafe, type CopiedWrites, type Copying } from '../../../domain/copying.ts';
import type { DropReason } from '../../../domain/counters.ts';
import { isNeverCopied } from '../../../domain/never-copied.ts';
import { COPY_HEADER, SHADOW_HEADER } from '../../../shadow/copies/copy-token.ts';
import type { CapturedResponse, FailedShadow } from '../../../shadow/index.ts';
import type { Group } from '../../group.ts';
import type { CallerRequest } from '../../listening/caller-request.ts';
import type { CaptureLimits } from '../capture-answer.ts';
import { captureUpload, type Upload } from './capture-upload.ts';
import { prepareWrite, type SentWrites, type WriteParts } from './prepare-write.ts';
import { createRecentWrites } from './recent-writes.ts';
import type { Seal } from './seal.ts';
import type { Uncopied, WriteSender } from './send-write.ts';
import { createTurns } from './turns.ts';

/** What may be copied of requests that change things, and how. */
export interface Writes {
  /** Called for every request when it comes, before anything is awaited; keeps the body where a copy of it may be wanted. */
  receive(req: IncomingMessage, res: ServerResponse, limits: CaptureLimits): Upload | undefined;
  /** Why this request is not copied, whatever the load; `undefined`: it may be. */
  refusal(group: Group, request: CallerRequest, upload: Upload | undefined): DropReason | undefined;
  /** What is to be shown legacy's answer to a request that changes something, so that what is read at once is not compared; `undefined` where it may be. */
  noting(group: Group, request: CallerRequest): (() => undefined) | undefined;
  /** Has copies of one session follow one another where the candidate's state depends on their order. */
  inTurn<T>(group: Group, request: CallerRequest, task: () => Promise<T>): Promise<T>;
  /** Headers of a copy that only reads, with what it takes to read from the store that copies write to. */
  headersToRead(group: Group, copy: { readonly method: string; readonly target: string; readonly headers: readonly string[] }): readonly string[];
  /** Sends the copy of a request that changes something. Never rejects. */
  send(group: Group, request: CallerRequest, parts: WriteParts & { readonly maxBytes: number }): Promise<CapturedResponse | FailedShadow | Uncopied>;
}

export interface WritesOptions {
  readonly groups: readonly Group[];
  /** `null`: there is no secret to sign with, and so no group whose writes are copied. */
  readonly sealed: { readonly seal: Seal; readonly sender: WriteSender } | null;
  readonly elapsed: () => number;
}

const COPYABLE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const NO_COPYING: Copying = { never: [], harmless: [] };
const NOTHING = Buffer.alloc(0);

export function createWrites({ groups, sealed, elapsed }: WritesOptions): Writes {
  const keepsBodies = groups.some((group) => isSent(writesOf(group)));
  const recent = createRecentWrites(elapsed);
  const turns = createTurns();

  return {
    receive(req, res, limits) {
      const { method = '', headers } = req;
      const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
      const isTooLarge = Number(headers['content-length'] ?? 0) > limits.maxBytes;
      return keepsBodies && hasBody && !isTooLarge && COPYABLE.has(method) && headers[SHADOW_HEADER] === undefined ? captureUpload(req, res, limits) : undefined;
    },
    refusal(group, request, upload) {
      const { method, path, hasBody } = request;
      const writes = writesOf(group);
      if (method === 'GET' || method === 'HEAD') {
        if (isNeverCopied(method, path, group.shadow.copying ?? NO_COPYING)) return 'denied';
        if (writes?.kind === 'next-read' && recent.within(sessionOf(group, request), writes.settleMs)) return 'settling';
        return hasBody ? 'too-large' : undefined;
      }
      if (!isSent(writes) || !COPYABLE.has(method)) return 'unsafe-method';
      if (isNeverCopied(method, path, group.shadow.copying ?? NO_COPYING)) return 'denied';
      return hasBody && !upload ? 'too-large' : undefined;
    },
    noting(group, request) {
      if (isSafe(request.method) || writesOf(group)?.kind !== 'next-read') return undefined;
      const note = () => {
        recent.noted(sessionOf(group, request));
        return undefined;
      };
      note();
      return note;
    },
    inTurn(group, request, task) {
      const kind = writesOf(group)?.kind;
      return kind === 'isolated-store' || kind === 'response-replay' ? turns(sessionOf(group, request), task) : task();
    },
    headersToRead({ name, shadow }, { method, target, headers }) {
      const writes = shadow.copying?.writes;
      if (!sealed || writes?.kind !== 'isolated-store') return headers;
      const { token } = sealed.seal.copy(name, { mode: writes.kind, store: writes.store }, { method, target, body: NOTHING }, shadow.timeoutMs);
      return [...headers, COPY_HEADER, token];
    },
    async send(group, request, { maxBytes, ...parts }) {
      const writes = writesOf(group);
      if (!sealed || !isSent(writes)) return { dropped: 'unsafe-method' };
      const write = await prepareWrite(group, request, writes, parts);
      if ('dropped' in write) return write;
      return sealed.sender.send({ ...write, group: group.name, to: group.candidate, method: request.method, timeoutMs: group.shadow.timeoutMs, maxBytes });
    },
  };
}

function writesOf({ shadow }: Group): CopiedWrites | undefined {
  return shadow.copying?.writes;
}

function isSent(writes: CopiedWrites | undefined): writes is SentWrites {
  return writes !== undefined && writes.kind !== 'next-read';
}

function sessionOf({ name }: Group, { session }: CallerRequest): string {
  return `${name} ${session}`;
}
