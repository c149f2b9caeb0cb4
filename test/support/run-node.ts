import { spawn } from 'node:child_process';
import { COMPILED, inherited } from './inherited.ts';

/** Runs a program of the repository under this Node and waits for its end. */
export function runNode(args: readonly string[], options: { readonly cwd?: string; readonly environment?: Record<string, string> } = {}): Promise<{ status: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { cwd: options.cwd, env: { ...inherited('PATH', 'HOME'), ...COMPILED, ...options.environment } });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, out, err }));
  });
}
