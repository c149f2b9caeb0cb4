import { InvalidArgumentError, type Command } from 'commander';
import { parseDuration } from '../../domain/duration.ts';
import { parseBytes } from '../../domain/bytes.ts';
import type { CommonOptions, Io } from '../io.ts';

interface Options extends CommonOptions {
  readonly out: string;
  readonly for?: number;
  readonly maxBytes?: number;
  readonly sample?: number;
  readonly writes?: boolean;
  readonly proxy?: readonly string[];
}

/** `banyan record <group> --out DIR`: keeps redacted requests and legacy's answers to them. */
export function addRecord(program: Command, io: Io): void {
  program
    .command('record')
    .argument('<group>', 'route group')
    .requiredOption('--out <directory>', 'where the recording is to be; made anew')
    .option('--for <duration>', 'how long: 30s, 10m, 2h; a day at most; default: 10m', duration)
    .option('--max-bytes <size>', 'of the recording: 500MiB, 1GiB; the oldest gives way; default: 1GiB', bytes)
    .option('--sample <percent>', 'of the sessions, each whole or not at all: 10%; default: all', percent)
    .option('--writes', 'keep requests that change something too, with their bodies')
    .option('--proxy <url...>', 'operators’ ports of the proxies; default: those that Cloud Map knows')
    .summary('keep what callers ask and what legacy answers')
    .description('keep what callers ask of a route group and what legacy answers, without secrets, to be replayed')
    .addHelpText('after', '\nExample:\n  $ banyan record catalog --for 10m --out recordings/catalog')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { recordGroup } = await import('../recording/record-exchanges.ts');
      const { for: forMs = 600_000, maxBytes = 1024 ** 3, sample = 1, writes = false, proxy: proxies = [], ...options } = command.optsWithGlobals<Options>();
      await recordGroup(io, { ...options, forMs, maxBytes, sample, writes, proxies }, group);
    });
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < 1_000 || ms > 86_400_000) throw new InvalidArgumentError('a time from 1s to 24h is needed');
  return ms;
}

function bytes(text: string): number {
  const size = parseBytes(text);
  if (size === undefined || size < 64 * 1024) throw new InvalidArgumentError('a size such as 500MiB is needed, 64KiB at least');
  return size;
}

function percent(text: string): number {
  const [, amount] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  const share = Number(amount) / 100;
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('a share such as 10% is needed, more than nothing');
  return share;
}
