import type { Command } from 'commander';
import type { Io } from '../io.ts';

/** `banyan report <group>`: how the candidate's answers differ from legacy's, what the gates say of it and said before. */
export function addReport(program: Command, io: Io): void {
  program
    .command('report')
    .argument('<group>', 'route group, or migration')
    .option('--html <file>', 'write the whole story of the migration as one HTML file, for a change request')
    .summary('how the candidate’s answers differ, and who decided')
    .description('show how the candidate’s answers differ from legacy’s, with samples, verdicts and what was not compared')
    .addHelpText('after', '\nExample:\n  $ banyan report catalog --html catalog.html')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { openEngine, migrationOf } = await import('../parts/open-engine.ts');
      const { readReport } = await import('../report/migration-report.ts');
      const { lookPatiently } = await import('../waiting/look-patiently.ts');
      const { printReport } = await import('../report/print-report.ts');
      const { storyOf } = await import('../../dashboard/report/story.ts');
      const options = command.optsWithGlobals();
      const { engine, migrations } = await openEngine(io, options);
      const migration = migrationOf(migrations, group);
      const report = await lookPatiently(io, () => readReport(engine, migration));
      await printReport(io, options, report, storyOf(migration, await engine.ports.journal.read(migration.id)));
    });
}
