import { connect } from '../database/connect.ts';
import type { EventBus } from './event-bus.ts';
import { createPostgresBus } from './postgres-bus.ts';

const CONNECTIONS = 2;

/** The bus that the environment names, for the queue of that name: `EVENTS_URL` is a PostgreSQL database. Without one nothing is told and nothing heard. */
export async function openBus({ EVENTS_URL: url }: Readonly<Record<string, string | undefined>>, queue: string): Promise<EventBus | undefined> {
  return url === undefined ? undefined : await createPostgresBus(connect(url, CONNECTIONS), queue);
}
