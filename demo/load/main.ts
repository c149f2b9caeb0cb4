import { Load } from './load.ts';
import { readOptions } from './read-options.ts';
import { serveStats } from './serve-stats.ts';

const MAX_IN_FLIGHT = 64;
const MAX_CONNECTIONS = 64;

// node demo/load/main.ts --url http://127.0.0.1:8080 [--rate 300] [--seconds N] [--seed 1]
// Prints where its figures can be asked for, and at the end what the shop confirmed and the figures, each as one line of JSON.
const { url, rate, seconds, seed } = readOptions(process.argv.slice(2));
const load = new Load({ url, rate, seed, maxInFlight: MAX_IN_FLIGHT, maxConnections: MAX_CONNECTIONS, now: Date.now, clock: () => performance.now() });
const { server, url: stats } = await serveStats(() => load.stats());
process.stdout.write(`${JSON.stringify({ stats })}\n`);
load.start();

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  const final = await load.stop();
  server.closeAllConnections();
  server.close();
  process.stdout.write(`${JSON.stringify(load.ledger)}\n${JSON.stringify(final)}\n`, () => process.exit(0));
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
// A parent that started this with a channel and is gone leaves nobody to stop it.
process.on('disconnect', () => void stop());
if (seconds !== undefined) setTimeout(() => void stop(), seconds * 1_000);
