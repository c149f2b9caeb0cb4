import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Decision } from '../../domain/decision.ts';
import type { RedactionRules } from '../../domain/redaction.ts';
import { createRecorder, type NotRecorded, type Recorder, type RecordingNote, type RecordOrder } from '../../shadow/index.ts';
import { headerOf } from '../forwarding/upstream-answer.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import type { Log } from '../observing/log.ts';
import { createByteBudget } from '../shadowing/byte-budget.ts';
import { captureAnswer } from '../shadowing/capture-answer.ts';
import { joinTaps, type Tap } from './join-taps.ts';
import { teeBody, type TeedBody } from './tee-body.ts';

/** Keeps copies of what callers ask and legacy answers, for whoever records. It never delays, fails or changes what a caller gets. */
export interface Recordings {
  /** What is to be shown legacy's answer to this request; `undefined` where nobody records it. */
  watch(group: string, req: IncomingMessage, request: CallerRequest, decision: Decision): Tap | undefined;
  /** Writes a recording into an answer until it is over; `false` where enough are under way. `rules` are the migration's own on what nobody may see. */
  open(order: RecordOrder, rules: RedactionRules | undefined, to: ServerResponse): boolean;
  /** Ends all of them. */
  close(): void;
}

export interface RecordingsOptions {
  readonly elapsed: () => number;
  readonly log: Log;
  /** Entry file of the thread that redacts; tests put a faulty one here. */
  readonly thread?: URL;
  /** What may wait in an answer that is not read. Default 4 MiB. */
  readonly maxUnreadBytes?: number;
}

const MOST_AT_ONCE = 2;
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_BYTES = 32 * 1024 * 1024;
const NOTE_EVERY_MS = 1_000;
/** For what the thread has still to redact when a recording ends. */
const FINISH_MS = 3_000;
const SAFE = new Set(['GET', 'HEAD']);

interface Running {
  readonly order: RecordOrder;
  readonly recorder: Recorder;
  lost(reason: NotRecorded): void;
  end(why: string): void;
}

export function createRecordings({ elapsed, log, thread, maxUnreadBytes = 4 * 1024 * 1024 }: RecordingsOptions): Recordings {
  const running = new Set<Running>();
  const budget = createByteBudget(MAX_BYTES);

  function tapFor(recording: Running, request: CallerRequest, body: TeedBody | undefined): Tap {
    return ({ status, reason, rawHeaders }) => {
      const announced = Number(headerOf({ rawHeaders }, 'content-length') ?? 0);
      const unfit = status === 304 ? 'not-modified' : announced > MAX_BODY_BYTES && request.method !== 'HEAD' ? 'too-large' : undefined;
      if (unfit) {
        recording.lost(unfit);
        return undefined;
      }
      return captureAnswer({ maxBytes: MAX_BODY_BYTES, budget }, (answered) => {
        if (typeof answered === 'string') return recording.lost(answered === 'memory' ? 'busy' : answered === 'too-large' ? 'too-large' : 'aborted');
        budget.give(answered.length);
        const sent = body ? body.whole : new Uint8Array();
        if (!sent) return recording.lost(body?.isTooLarge ? 'too-large' : 'aborted');
        const { at, session, method, target, headers } = request;
        const answer = { status, statusMessage: reason, rawHeaders, body: answered, bodyTruncated: false, ms: elapsed() - request.started };
        if (!recording.recorder.record({ at, session, method, target, headers, body: sent, answer })) recording.lost('busy');
      });
    };
  }

  function isWanted({ order }: Running, group: string, { method, session }: CallerRequest): boolean {
    return order.group === group && (order.writes || SAFE.has(method)) && (order.sample === 1 || shareOf(session) < order.sample);
  }

  return {
    watch(group, req, request, { upstream }) {
      if (running.size === 0 || request.isShadow || upstream !== 'legacy') return undefined;
      const wanting = [...running].filter((recording) => isWanted(recording, group, request));
      const body = wanting.length > 0 && request.hasBody ? teeBody(req, MAX_BODY_BYTES) : undefined;
      const taps = wanting.map((recording) => tapFor(recording, request, body));
      return taps.reduce<Tap | undefined>(joinTaps, undefined);
    },

    open(order, rules, to) {
      if (running.size >= MOST_AT_ONCE) return false;
      const dropped: Partial<Record<NotRecorded, number>> = {};
      const lost = (reason: NotRecorded) => void (dropped[reason] = (dropped[reason] ?? 0) + 1);
      const note = (end?: string) => void to.write(`${JSON.stringify({ dropped, ...(end !== undefined && { end }) } satisfies RecordingNote)}\n`);
      const recorder = createRecorder({
        key: Buffer.from(order.key, 'base64url'),
        rules,
        ...(thread && { thread }),
        onLine: (line) => (to.writableLength > maxUnreadBytes ? lost('busy') : void to.write(`${line}\n`)),
        onLost: lost,
        onEnd: () => recording.end('the thread that redacts has ended'),
      });
      const recording: Running = {
        order,
        recorder,
        lost,
        end(why) {
          if (!running.delete(recording)) return;
          clearInterval(notes);
          clearTimeout(last);
          log.info({ group: order.group, why }, 'a recording ended');
          void finish(why);
        },
      };
      async function finish(why: string): Promise<void> {
        await recorder.finish(to.destroyed ? 0 : FINISH_MS);
        note(why);
        to.end();
      }
      const notes = setInterval(note, NOTE_EVERY_MS);
      const last = setTimeout(() => recording.end('its time is over'), order.seconds * 1_000);
      to.once('close', () => recording.end('nobody reads it any more'));
      to.on('error', () => {});
      running.add(recording);
      note();
      log.info({ group: order.group, sample: order.sample, writes: order.writes }, 'an operator records');
      return true;
    },

    close() {
      for (const recording of Array.from(running)) recording.end('the proxy stops');
    },
  };
}

/** Where a session stands between 0 and 1: on every proxy in the same place, so that it is recorded whole or not at all. */
function shareOf(session: string): number {
  return createHash('sha256').update(session).digest().readUInt32BE(0) / 2 ** 32;
}
