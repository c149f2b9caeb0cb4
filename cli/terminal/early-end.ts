/** Node's own for a program that waits for what never comes. */
const UNSETTLED = 13;

/**
 * Migration files are programs: one may end the process, or wait for what never comes, and that must not pass for a command that has done its work.
 * Says so, and fails. `end` is for whoever ends the process on purpose.
 */
export function refuseEarlyEnd(process: Pick<NodeJS.Process, 'once' | 'stderr' | 'exit' | 'exitCode'>): { readonly end: (status: number) => never; readonly done: () => void } {
  let isMeant = false;
  process.once('exit', (status) => {
    if (isMeant || (status !== 0 && status !== UNSETTLED)) return;
    process.stderr.write('INTERRUPTED: banyan was ended before its work was.\n  → Look for `process.exit`, or an `await` of what never comes, in the migration files and what they import; then run the same command again.\n');
    process.exitCode = 1;
  });
  return {
    done: () => void (isMeant = true),
    end(status) {
      isMeant = true;
      return process.exit(status);
    },
  };
}
