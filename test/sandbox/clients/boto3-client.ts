import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseWithDates, type Client, type Endpoint, type Outcome } from './client.ts';
import { environmentOf } from './other-clients.ts';

/** boto3 in one process of Python, which answers a line for each line. */
export function createBoto3Client(endpoint: Endpoint): Client {
  const python = spawn('python3', [join(import.meta.dirname, 'call-by-boto3.py'), endpoint.url, endpoint.region], { env: environmentOf(endpoint), stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, { readonly resolve: (outcome: Outcome) => void; readonly reject: (error: Error) => void }>();
  let calls = 0;
  createInterface({ input: python.stdout }).on('line', (line) => {
    const { id, ...outcome } = parseWithDates(line) as Outcome & { readonly id: number };
    waiting.get(id)?.resolve(outcome);
    waiting.delete(id);
  });
  const end = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
  };
  python.stdin.on('error', end);
  python.once('error', end).once('exit', (code) => end(new Error(`Python ended with ${code}.`)));
  return {
    call: (service, operation, input) =>
      new Promise((resolve, reject) => {
        waiting.set(++calls, { resolve, reject });
        python.stdin.write(`${JSON.stringify({ id: calls, service, operation, input })}\n`);
      }),
    close: () => void python.stdin.end(),
  };
}
