import { clientException } from '../errors.ts';

/** Memory in MiB that Fargate has for each number of CPU units: from, to, step. 256 units are an exception: 512, 1024, 2048. */
const SIZES: Readonly<Record<number, readonly [number, number, number]>> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16384: [32_768, 122_880, 8192],
};

export function fargateSizeFault(cpu: number, memory: number): string | undefined {
  return fits(cpu, memory) ? undefined : 'No Fargate configuration exists for given values.';
}

function fits(cpu: number, memory: number): boolean {
  if (cpu === 256) return [512, 1024, 2048].includes(memory);
  const [from, to, step] = SIZES[cpu] ?? [Infinity, 0, 1];
  return memory >= from && memory <= to && (memory - from) % step === 0;
}

/** `256`, `.25 vCPU` → `256`. */
export function cpuUnits(text: string | undefined): string | undefined {
  return inUnits(text, /^(\d*\.?\d+)\s*vcpu$/i, 'cpu');
}

/** `512`, `0.5 GB` → `512`. */
export function mebibytes(text: string | undefined): string | undefined {
  return inUnits(text, /^(\d*\.?\d+)\s*gb$/i, 'memory');
}

function inUnits(text: string | undefined, thousands: RegExp, member: string): string | undefined {
  if (text === undefined || /^\d+$/.test(text)) return text;
  const amount = thousands.exec(text.trim())?.[1];
  if (amount === undefined) throw clientException(`Invalid '${member}' setting for task: '${text}'.`);
  return String(Math.round(Number(amount) * 1024));
}
