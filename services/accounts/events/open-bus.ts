import { connect } from '../database/connect.ts';
import type { EventBus } from './event-bus.ts';
import { createPostgresBus } from './postgres-bus.ts';

const CONNECTIONS = 2;

/**
 * The bus that the environment names, for the queue of that name: `EVENTS_URL` is a PostgreSQL database; `EVENTS_TOPIC_ARN` and `EVENTS_QUEUE_URL` are of SNS and SQS.
 * Without either nothing is told and nothing heard.
 */
export async function openBus(environment: Readonly<Record<string, string | undefined>>, queue: string): Promise<EventBus | undefined> {
  const { EVENTS_URL: url, EVENTS_TOPIC_ARN: topicArn, EVENTS_QUEUE_URL: queueUrl, AWS_ENDPOINT_URL: endpoint } = environment;
  if (url !== undefined) return await createPostgresBus(connect(url, CONNECTIONS), queue);
  if (topicArn === undefined || queueUrl === undefined) return undefined;
  // Only where it is asked for: the clients take a while to load.
  return (await import('./sns-sqs-bus.ts')).createSnsSqsBus({ topicArn, queueUrl, endpoint });
}
