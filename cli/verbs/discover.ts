import { InvalidArgumentError, type Command } from 'commander';
import type { CommonOptions, Io } from '../io.ts';

interface Options extends CommonOptions {
  readonly albLog?: readonly string[];
  readonly proxyLog?: readonly string[];
  readonly har?: readonly string[];
  readonly least: number;
  readonly write?: string | true;
}

/** `banyan discover --alb-log FILE…`: what could be moved, and in which order. Speaks to nobody but S3, where logs are there. */
export function addDiscover(program: Command, io: Io): void {
  program
    .command('discover')
    .option('--alb-log <file...>', 'access logs of an Application Load Balancer: files, gzipped or plain, or s3://bucket/prefix')
    .option('--proxy-log <file...>', 'access logs of the proxies, their JSON lines, gzipped or plain')
    .option('--har <file...>', 'HAR 1.2 files')
    .option('--least <percent>', 'of all requests, that a group must have', share, 0.01)
    .option('--write [directory]', 'write a draft of a migration file for each group, by default into migrations; never over one that is there')
    .summary('propose route groups from logs, least risk first')
    .description('propose route groups from logs, with traffic, writes, errors, latency and coupling, least risk first')
    .addHelpText('after', '\nExamples:\n  $ banyan discover --alb-log logs/*.log.gz\n  $ banyan discover --alb-log s3://shop-logs/AWSLogs/123456789012/elasticloadbalancing/eu-central-1/2026/03/01\n  $ banyan discover --har checkout.har --least 0% --write drafts')
    .action(async (_options: unknown, command: Command) => {
      const { discover } = await import('../discover/discover.ts');
      const { BanyanError } = await import('../../domain/errors.ts');
      const { albLog = [], proxyLog = [], har = [], write, ...options } = command.optsWithGlobals<Options>();
      if (albLog.length + proxyLog.length + har.length === 0) throw new BanyanError('USAGE', 'discover needs --alb-log, --proxy-log or --har');
      await discover(io, { ...options, albLogs: albLog, proxyLogs: proxyLog, hars: har, ...(write !== undefined && { write: write === true ? 'migrations' : write }) });
    });
}

function share(text: string): number {
  const [, amount] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (amount === undefined || Number(amount) > 100) throw new InvalidArgumentError('a share such as 1% is needed');
  return Number(amount) / 100;
}
