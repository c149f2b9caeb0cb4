import type { Command } from 'commander';
import type { Io } from '../io.ts';

/** `banyan verify`: whether everything that Banyan needs is there and allowed. Changes nothing. */
export function addVerify(program: Command, io: Io): void {
  program
    .command('verify')
    .summary('check that all Banyan needs is there and may be done')
    .description('check configuration, credentials, permissions, load balancer, proxies, quotas, flags and journal; changes nothing')
    .addHelpText('after', '\nExits with 1 where something is not as it must be.\n\nExample:\n  $ banyan verify --json')
    .action(async (_options: unknown, command: Command) => {
      const { readFindings } = await import('../verify/verify-report.ts');
      const { lookPatiently } = await import('../waiting/look-patiently.ts');
      const { printFindings, summaryOf } = await import('../verify/print-findings.ts');
      const options = command.optsWithGlobals();
      const findings = await lookPatiently(io, () => readFindings(io, options));
      const good = findings.every(({ state }) => state !== 'ng');
      if (options['json']) io.out(JSON.stringify({ good, findings }));
      else {
        printFindings(io, findings);
        io.out(summaryOf(findings));
      }
      io.setStatus(good ? 0 : 1);
    });
}
