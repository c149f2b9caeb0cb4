import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { BATCHED_CALLS, type BatchedCall, type Call, type Caller } from './batched-calls.ts';
import { gather, type Gather } from '../../gather.ts';
import { createReadBook, type Freshness, type ReadBook, type Slot } from './read-book.ts';

/** Calls that tell of everything at once, however many route groups there are; each is made once a round. */
const WHOLE = new Set(['DescribeListenersCommand', 'DescribeRulesCommand', 'DescribeTargetGroupsCommand', 'ListServicesCommand', 'ListNamespacesCommand', 'DiscoverInstancesCommand']);

/** Of what a call tells little: so many calls a round, whatever there is to ask. */
const SLOTS: readonly Slot[] = [
  { kinds: (kind) => kind.startsWith('DescribeServices'), calls: 1 },
  { kinds: (kind) => kind.startsWith('DescribeTargetHealth'), calls: 1 },
  { kinds: (kind) => !kind.startsWith('DescribeServices') && !kind.startsWith('DescribeTargetHealth'), calls: 1 },
];

/** The book in which all clients of one account write. */
export function openReadBook(): ReadBook {
  return createReadBook(SLOTS, (kind) => BATCHED_CALLS.find((_, n) => kind.endsWith(` ${n}`))?.size ?? 1);
}

/**
 * A client whose readings are shared: what was asked in this round is not asked again, what names single things is asked for many of them
 * together, and what would cost a call for each takes turns. What changes anything goes straight through.
 */
export function sharedClient<C extends object>(client: C, book: ReadBook): C {
  const caller = client as unknown as Caller;
  const gathers = new Map<string, Gather<unknown>>();

  async function send(command: Call & object): Promise<object> {
    const name = command.constructor.name;
    const at = BATCHED_CALLS.findIndex(({ matches }) => matches(command));
    const batched = BATCHED_CALLS[at];
    if (batched) return sendBatched(batched, `${name} ${at}`, command.input);
    if (!/^(Describe|List|Discover|Get)/.test(name)) return caller.send(command);
    return book.read({ kind: name, key: `${name} ${JSON.stringify(command.input)}`, freshness: freshnessOf(name, command) }, () => caller.send(command));
  }

  async function sendBatched(call: BatchedCall, kind: string, input: Call['input']): Promise<object> {
    const rest = JSON.stringify(call.restOf(input));
    const kindOfRest = `${rest} ${kind}`;
    let ask = gathers.get(kindOfRest);
    if (!ask) gathers.set(kindOfRest, (ask = gather(call.size, (units) => call.ask(caller, units, JSON.parse(rest) as object), call.saysGone)));
    const gathered = ask;
    const found = await Promise.all(call.unitsOf(input).map(async (unit) => [unit, await book.read({ kind, key: `${kindOfRest} ${unit}`, freshness: call.freshness }, () => gathered(unit))] as const));
    return call.answer(input, new Map(found.filter(([, each]) => each !== undefined)));
  }

  return Object.create(client, { send: { value: send } }) as C;
}

function freshnessOf(name: string, command: Call): Freshness {
  if (WHOLE.has(name)) return 'always';
  // A revision never changes; a family alone means its newest one.
  return command instanceof DescribeTaskDefinitionCommand && /:\d+$/.test(String(command.input['taskDefinition'])) ? 'once' : 'in-turn';
}
