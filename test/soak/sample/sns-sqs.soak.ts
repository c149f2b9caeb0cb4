import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityCommand, CreateQueueCommand, GetQueueAttributesCommand, PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, test } from '@jest/globals';
import { createSnsSqsBus } from '../../../services/orders/events/sns-sqs-bus.ts';
import { keepsTheBusContract, type BusUnderTest } from '../../contract/event-bus.ts';
import { openMoto } from '../../sandbox/clients/moto/start-moto.ts';
import { environmentOf, HAS } from '../../sandbox/clients/other-clients.ts';

/** What each queue hears of. */
const KINDS = { orders: ['order.placed', 'session.started'], accounts: ['session.started'] } as const;
type Queue = keyof typeof KINDS;

if (HAS.moto) describe('events by SNS and SQS, as moto has them', () => keepsTheBusContract(openOnMoto));
else test.skip('events by SNS and SQS keep the contract (there is no moto_server on the PATH)', () => undefined);

async function openOnMoto(): Promise<BusUnderTest> {
  const moto = await openMoto();
  const { url: endpoint, region } = moto.endpoint;
  Object.assign(process.env, environmentOf(moto.endpoint));
  const [sns, sqs] = [new SNSClient({ endpoint, region }), new SQSClient({ endpoint, region })];
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'shop.fifo', Attributes: { FifoTopic: 'true' } }));
  const createQueue = async (name: string, attributes: Record<string, string> = {}): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes: { FifoQueue: 'true', ...attributes } }))).QueueUrl ?? '';
  const ask = async (QueueUrl: string, name: 'QueueArn' | 'ApproximateNumberOfMessages'): Promise<string> => (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }))).Attributes?.[name] ?? '';

  const dead = await createQueue('dead');
  const redrive = JSON.stringify({ deadLetterTargetArn: await ask(dead, 'QueueArn'), maxReceiveCount: 10 });
  const queues: Record<Queue, string> = { orders: await createQueue('orders', { RedrivePolicy: redrive }), accounts: await createQueue('accounts', { RedrivePolicy: redrive }) };
  for (const [name, queue] of Object.entries(queues)) {
    const filter = JSON.stringify({ source: ['monolith'], kind: KINDS[name as Queue] });
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: await ask(queue, 'QueueArn'), Attributes: { RawMessageDelivery: 'true', FilterPolicy: filter } }));
  }
  return {
    open: (queue) => Promise.resolve(createSnsSqsBus({ topicArn: TopicArn, queueUrl: queues[queue], endpoint })),
    giveBack: async (queue, { receipt }) => void (await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queues[queue], ReceiptHandle: receipt, VisibilityTimeout: 0 }))),
    setAside: async () => Number(await ask(dead, 'ApproximateNumberOfMessages')),
    clear: async () => void (await Promise.all([...Object.values(queues), dead].map((QueueUrl) => sqs.send(new PurgeQueueCommand({ QueueUrl }))))),
    async close() {
      sns.destroy();
      sqs.destroy();
      await moto.close();
    },
  };
}
