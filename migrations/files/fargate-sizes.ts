/** Memory in MiB that Fargate pairs with each CPU size: [from, to, by]. Source: Amazon ECS Developer Guide, "Task size". */
const SIZES: Readonly<Record<number, readonly [number, number, number]>> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};

/** Why Fargate would refuse this pair, or `undefined` where it takes it. */
export function fargateProblem(cpu: number, memory: number): string | undefined {
  if (cpu === 256) return [512, 1024, 2048].includes(memory) ? undefined : 'with cpu 256 Fargate takes memory 512, 1024 or 2048';
  const size = SIZES[cpu];
  if (!size) return `Fargate has no cpu ${cpu}; it takes 256, ${Object.keys(SIZES).join(', ')}`;
  const [from, to, by] = size;
  const fits = memory >= from && memory <= to && (memory - from) % by === 0;
  return fits ? undefined : `with cpu ${cpu} Fargate takes memory ${from} to ${to} in steps of ${by}`;
}
