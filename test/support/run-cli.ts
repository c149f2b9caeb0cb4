import { main } from '../../cli/main.ts';

/** Runs one command in this process, with everything it says kept. */
export async function runCli(args: readonly string[], options: { readonly directory: string; readonly environment?: Record<string, string>; readonly signal?: AbortSignal; readonly ask?: (question: string) => Promise<string> }): Promise<{ status: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await main(args, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    directory: options.directory,
    environment: options.environment ?? {},
    isTerminal: false,
    ...(options.ask && { ask: options.ask }),
    signal: options.signal ?? new AbortController().signal,
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  return { status, out: out.join('\n'), err: err.join('\n') };
}
