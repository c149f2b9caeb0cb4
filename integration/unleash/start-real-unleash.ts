import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface RealUnleash {
  readonly url: string;
  readonly adminToken: string;
  readonly clientToken: string;
  stop(): Promise<void>;
}

const tokens = { adminToken: '*:*.an-admin-secret', clientToken: '*:production.a-client-secret' };

/** Starts the server that is installed here, in a process of its own. @throws Error with what it said where it ends before it answers. */
export async function startRealUnleash(): Promise<RealUnleash> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server.mjs'), tokens.adminToken, tokens.clientToken], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const ended = once(child, 'exit');
  let stopping = false;
  child.on('exit', (code, signal) => {
    if (!stopping) console.error(`The real Unleash ended by itself (${code ?? signal}):\n${said}`);
  });
  const url = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{"url"')) resolve((JSON.parse(line) as { url: string }).url);
    });
    child.on('exit', (code) => reject(new Error(`the real Unleash ended with ${code} before it answered:\n${said}`)));
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    child.stdin.end();
    await ended;
  };
  return { url: await url, ...tokens, stop };
}
