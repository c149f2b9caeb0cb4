import { readFileSync } from 'node:fs';

/** Ticks of /proc a second; the same on all of Linux that Node runs on. */
const TICKS = 100;

/** Milliseconds of processor time that a process has had so far, all its threads and the kernel's work for it included; `undefined` where the system does not tell. Linux only. */
export function cpuMs(pid: number): number | undefined {
  try {
    // The name, in brackets, may have blanks in it.
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').slice(11, 13);
    return ((Number(user) + Number(system)) / TICKS) * 1_000;
  } catch {
    return undefined;
  }
}
