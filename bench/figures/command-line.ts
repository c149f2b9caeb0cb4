import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { figure, median, timesMs, type Figure } from '../figure.ts';

/** Time of `banyan --help` from its start to its end: from these sources, and as whoever installs the package has it. Needs `npm run build`. */
export function commandLineFigures(): Figure[] {
  const directory = mkdtempSync(join(tmpdir(), 'banyan-installed-'));
  try {
    mkdirSync(join(directory, 'bin'));
    copyFileSync('bin/banyan.mjs', join(directory, 'bin', 'banyan.mjs'));
    symlinkSync(resolve('dist'), join(directory, 'dist'));
    return [helpFigure('installed', join(directory, 'bin', 'banyan.mjs')), helpFigure('from the sources', 'bin/banyan.mjs')];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** As a shell would start it: what this process has compiled is not there for it. */
function helpFigure(name: string, program: string): Figure {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const times = timesMs(21, () => {
    const { status, stderr } = spawnSync(process.execPath, [program, '--help'], { encoding: 'utf8', env });
    if (status !== 0) throw new Error(`${program} does not run; npm run build first. ${stderr}`);
  });
  return figure(`banyan --help, ${name} (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)})`, median(times), 'ms', '≤', 150);
}
