import { setTimeout as sleep } from 'node:timers/promises';
import type { NameServer } from './name-server.ts';
import type { Fault, NamedUpstream } from './upstreams.ts';

export interface World {
  readonly legacy: NamedUpstream;
  /** Answers half of its group's callers. */
  readonly cohort: NamedUpstream;
  /** Gets copies of its group's requests. */
  readonly shadowed: NamedUpstream;
  readonly names: NameServer;
  readonly flagServer: { stop(): Promise<void>; start(): Promise<void> };
}

export interface Happening {
  readonly name: string;
  readonly happen: (world: World) => Promise<void>;
}

const FAULT_MS = 2_500;
const BETWEEN_MS = 1_000;

const having = (which: 'cohort' | 'shadowed', fault: Fault): Happening => ({
  name: `the candidate of ${which}: ${fault}`,
  async happen(world) {
    world[which].setFault(fault);
    await sleep(FAULT_MS);
    world[which].setFault('none');
  },
});

const killed = (which: 'cohort' | 'shadowed'): Happening => ({
  name: `the candidate of ${which} is killed`,
  async happen(world) {
    await world[which].kill();
    await sleep(FAULT_MS);
    await world[which].replace();
  },
});

/** What happens around the proxy while callers ask: one list beside the other, each in order. */
export const HAPPENINGS: readonly (readonly Happening[])[] = [
  [
    { name: 'legacy is replaced', happen: ({ legacy }) => legacy.replace() },
    {
      name: 'the flag server is down',
      async happen({ flagServer }) {
        await flagServer.stop();
        await sleep(FAULT_MS);
        await flagServer.start();
      },
    },
    {
      name: 'the name server is silent',
      async happen({ names }) {
        names.silent = true;
        await sleep(FAULT_MS);
        names.silent = false;
      },
    },
  ],
  [
    having('cohort', 'hang'),
    killed('cohort'),
    having('cohort', 'reset'),
    having('cohort', 'garbage'),
    {
      name: 'the candidate of cohort moves',
      happen: ({ cohort }) => cohort.replace(),
    },
  ],
  [
    having('shadowed', 'truncate'),
    having('shadowed', 'hang'),
    {
      name: 'the candidate of shadowed stands still',
      async happen({ shadowed }) {
        shadowed.freeze();
        await sleep(FAULT_MS);
        shadowed.thaw();
      },
    },
    having('shadowed', 'garbage'),
    killed('shadowed'),
    having('shadowed', 'reset'),
  ],
];

/** Goes through all of them once; `now` is told what is going on. */
export async function happen(world: World, now: Set<string>): Promise<void> {
  await Promise.all(
    HAPPENINGS.map(async (list) => {
      for (const { name, happen: begin } of list) {
        now.add(name);
        await begin(world);
        now.delete(name);
        await sleep(BETWEEN_MS);
      }
    }),
  );
}
