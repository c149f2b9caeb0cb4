import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EventBus, ShopEvent } from './event-bus.ts';

export interface SnsSqsOptions {
  /** A FIFO topic, which all programs publish to. */
  readonly topicArn: string;
  /** This program's own FIFO queue. It subscribes to the topic with raw delivery and a filter on the attributes `source` and `kind`; what was received too often goes to its dead-letter queue. */
  readonly queueUrl: string;
  /** Where AWS answers, if not at its own address. */
  readonly endpoint?: string | undefined;
}

/** Seconds for which an event that was received is with its receiver alone. */
const HIDDEN_SECONDS = 30;
/** As many as SQS gives at once. */
const AT_ONCE = 10;

/** The shop's events by SNS and SQS. Region and credentials are those of the task. Events of one session, or of one order, come in their order. */
export function createSnsSqsBus({ topicArn, queueUrl, endpoint }: SnsSqsOptions): EventBus {
  const settings = endpoint === undefined ? {} : { endpoint };
  const [sns, sqs] = [new SNSClient(settings), new SQSClient(settings)];
  const attribute = (text: string): { DataType: string; StringValue: string } => ({ DataType: 'String', StringValue: text });
  return {
    async publish(event) {
      const { id, source, kind } = event;
      await sns.send(
        new PublishCommand({
          TopicArn: topicArn,
          Message: JSON.stringify(event),
          MessageGroupId: groupOf(event),
          MessageDeduplicationId: id,
          MessageAttributes: { source: attribute(source), kind: attribute(kind) },
        }),
      );
    },
    async receive(waitMs, stopping) {
      const ask = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: AT_ONCE, WaitTimeSeconds: Math.ceil(waitMs / 1_000), VisibilityTimeout: HIDDEN_SECONDS });
      const { Messages = [] } = await sqs.send(ask, { abortSignal: stopping }).catch((error: unknown) => {
        if (stopping.aborted) return { Messages: [] };
        throw error;
      });
      return Messages.map(({ ReceiptHandle = '', Body = '' }) => ({ receipt: ReceiptHandle, event: JSON.parse(Body) as ShopEvent }));
    },
    remove: async ({ receipt }) => void (await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }))),
    close() {
      sns.destroy();
      sqs.destroy();
      return Promise.resolve();
    },
  };
}

/** What is told of one session, or of one order, is heard in the order in which it was told. */
function groupOf({ id, body: { session, order } }: ShopEvent): string {
  if (typeof session === 'string') return `session-${session}`;
  return typeof order === 'number' ? `order-${order}` : id;
}
