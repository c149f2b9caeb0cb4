/** The slope of the straight line nearest to the samples (least squares), in MiB an hour. */
export function slopePerHour(samples: readonly { readonly seconds: number; readonly mib: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [time, memory] = [mean(samples.map(({ seconds }) => seconds)), mean(samples.map(({ mib }) => mib))];
  const covariance = mean(samples.map(({ seconds, mib }) => (seconds - time) * (mib - memory)));
  return (covariance / mean(samples.map(({ seconds }) => (seconds - time) ** 2))) * 3_600;
}
