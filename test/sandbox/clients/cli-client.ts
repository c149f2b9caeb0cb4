import { execFile } from 'node:child_process';
import { parseWithDates, type Client, type Endpoint } from './client.ts';
import { environmentOf } from './other-clients.ts';
import type { Input } from './row.ts';

const COMMANDS: Readonly<Record<string, string>> = { elasticloadbalancing: 'elbv2', monitoring: 'cloudwatch', s3: 's3api' };

/** The AWS CLI, a process for each call: about a second of it. It does not tell statuses. */
export function createCliClient(endpoint: Endpoint): Client {
  return {
    async call(service, operation, input) {
      const { status, stdout, stderr } = await runCli(endpoint, [COMMANDS[service] ?? service, kebab(operation), ...(operation === 'GetObject' ? intoNowhere(input) : ['--cli-input-json', JSON.stringify(input)])]);
      if (status === 0) return { answer: stdout === '' ? {} : parseWithDates(stdout) };
      const [, code, message] = /An error occurred \((\w+)\) when calling the \w+ operation[^:]*: ([^]*)/.exec(stderr) ?? [];
      if (code === undefined || message === undefined) throw new Error(`The CLI failed (${status}): ${stderr}`);
      return { refused: { code, status: undefined, message } };
    },
    close: () => undefined,
  };
}

/** The body of an answer must go somewhere; a command that takes a file does not take its input as JSON. */
function intoNowhere({ Bucket, Key }: Input): readonly string[] {
  return ['--bucket', String(Bucket), '--key', String(Key), '/dev/null'];
}

export function runCli(endpoint: Endpoint, args: readonly string[]): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile('aws', [...args, '--output', 'json'], { env: environmentOf(endpoint) }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}

function kebab(operation: string): string {
  return operation.replaceAll(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase();
}
