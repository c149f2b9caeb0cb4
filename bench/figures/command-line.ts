import { spawnSync } from 'node:child_process';
import { figure, medianMs, type Figure } from '../figure.ts';

/** Time of the built command line from its start to its end. Needs `npm run build`. */
export function commandLineFigures(): Figure[] {
  const help = () => {
    const { status, stderr } = spawnSync(process.execPath, ['dist/bin/banyan.js', '--help'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the built command line does not run; npm run build first. ${stderr}`);
  };
  return [figure('banyan --help, built', medianMs(15, help), 'ms', '≤', 150)];
}
