import { parentPort, workerData } from 'node:worker_threads';
import { recordExchange, type RecordRules, type SeenExchange } from './record-exchange.ts';

/** Each exchange comes back as one line, redacted; `null` where it could not be made one. */
const options = workerData as RecordRules;

parentPort?.on('message', (seen: SeenExchange) => parentPort?.postMessage(lineOf(seen), []));

function lineOf(seen: SeenExchange): string | null {
  try {
    return JSON.stringify(recordExchange(seen, options));
  } catch {
    return null;
  }
}
