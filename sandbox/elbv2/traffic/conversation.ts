import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Course } from './course.ts';
import type { HeaderChanges } from './headers/response-headers.ts';
import type { ClientConnection } from './listening/client-connection.ts';
import type { TrafficMetrics } from './metrics/traffic-metrics.ts';
import { writeHead } from './answers/write-head.ts';
import { errorAnswer, type OwnAnswer } from './answers/own-answer.ts';

/** One request and its answer, from the client's side. */
export interface Conversation {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: ClientConnection;
  readonly course: Course;
  readonly metrics: TrafficMetrics;
  /** Changes that the listener makes to every answer. */
  readonly changes: HeaderChanges;
  readonly monotonic: () => number;
}

/** Begins the answer. */
export function begin({ request, response, course, changes }: Conversation, status: number, message: string, headers: string[]): void {
  course.status = status;
  writeHead(request, response, status, message, changes ? changes(headers) : headers);
}

/** Answers without a target; what the client still sends is read away. */
export function answer(conversation: Conversation, { status, message, headers, body }: OwnAnswer): void {
  conversation.metrics.ownAnswer(status);
  begin(conversation, status, message, [...headers]);
  conversation.response.end(conversation.request.method === 'HEAD' ? undefined : body);
  conversation.request.resume();
}

export function fail(conversation: Conversation, status: number): void {
  answer(conversation, errorAnswer(status));
}
