import { InvalidArgumentError, type Command } from 'commander';
import { BanyanError } from '../../domain/errors.ts';
import { parseDuration } from '../../domain/duration.ts';
import type { Io } from '../io.ts';
import type { ReplaySource } from '../recording/replay-exchanges.ts';

interface Options {
  readonly against: string;
  readonly legacy?: string;
  readonly from?: string;
  readonly key?: string;
  readonly har?: string;
  readonly albLog?: string[];
  readonly rate?: number;
  readonly speed?: number;
  readonly concurrency: number;
  readonly timeout?: number;
  readonly writes?: boolean;
  readonly header?: string[];
  readonly json?: boolean;
  readonly config?: string;
}

/** `banyan replay <group> --against URL --from DIR`: asks again what was asked, and compares. Exit status 3 where the answers do not agree. */
export function addReplay(program: Command, io: Io): void {
  program
    .command('replay')
    .argument('<group>', 'route group')
    .requiredOption('--against <url>', 'the candidate', url)
    .option('--from <directory>', 'what `banyan record` has written')
    .option('--key <file>', 'the recording’s key; default: the one in its directory')
    .option('--har <file>', 'a HAR 1.2 file instead, saved with its content')
    .option('--alb-log <file...>', 'access logs of an Application Load Balancer instead, gzipped or plain; needs --legacy')
    .option('--legacy <url>', 'ask this server at the same time and compare with its answers', url)
    .option('--rate <number>', 'requests a second: 50/s; default 20/s', rate)
    .option('--speed <factor>', 'instead of a rate: so many times as fast as they came, 2x', speed)
    .option('--concurrency <number>', 'requests at once', count, 8)
    .option('--timeout <duration>', 'for one answer; default: 10s', duration)
    .option('--writes', 'replay requests that change something too')
    .option('--header <header...>', 'goes with every request, "authorization: Bearer …"', header)
    .summary('ask a candidate what was recorded, and compare')
    .description('ask a candidate again what callers asked, and compare its answers; exit status 3 where they differ')
    .addHelpText('after', '\nExample:\n  $ banyan replay catalog --from recordings/catalog --against http://localhost:3000 --rate 50/s')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { replayGroup } = await import('../recording/replay-exchanges.ts');
      const { rate: perSecond = 20, speed: times, timeout: timeoutMs = 10_000, writes = false, header: headers = [], from: _from, har: _har, albLog: _albLog, key: _key, ...options } = command.optsWithGlobals<Options>();
      if (times !== undefined && command.opts<Options>().rate !== undefined) throw new BanyanError('USAGE', '--rate and --speed cannot both be given');
      await replayGroup(io, { ...options, timeoutMs, writes, headers, source: sourceOf(command.opts<Options>()), speed: times === undefined ? { perSecond } : { times } }, group);
    });
}

function sourceOf({ from, key, har, albLog }: Options): ReplaySource {
  const sources: ReplaySource[] = [];
  if (from !== undefined) sources.push({ kind: 'recording', directory: from, key });
  if (har !== undefined) sources.push({ kind: 'har', file: har });
  if (albLog !== undefined) sources.push({ kind: 'alb-log', files: albLog });
  const [source, ...others] = sources;
  if (!source || others.length > 0) throw new BanyanError('USAGE', 'one of --from, --har and --alb-log is needed');
  return source;
}

function url(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new InvalidArgumentError('an http(s) address is needed');
  return text;
}

function rate(text: string): number {
  const perSecond = Number(/^(\d+(?:\.\d+)?)\/s$/.exec(text)?.[1]);
  if (!(perSecond > 0 && perSecond <= 10_000)) throw new InvalidArgumentError('a rate such as 50/s is needed, 10000/s at most');
  return perSecond;
}

function speed(text: string): number {
  const times = Number(/^(\d+(?:\.\d+)?)x$/.exec(text)?.[1]);
  if (!(times > 0)) throw new InvalidArgumentError('a factor such as 2x is needed');
  return times;
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 256) throw new InvalidArgumentError('a number from 1 to 256 is needed');
  return number;
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < 1 || ms > 600_000) throw new InvalidArgumentError('a time up to 10m is needed');
  return ms;
}

function header(text: string, before: string[] = []): string[] {
  if (!/^[!#$%&'*+.^_`|~\w-]+:[^\r\n\0]*$/.test(text)) throw new InvalidArgumentError('a header such as "name: value" is needed');
  return [...before, text];
}
