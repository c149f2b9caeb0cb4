import { afterEach } from '@jest/globals';

type Release = () => unknown;
const releases: Release[] = [];

/** Ends what a test has started, last first, whatever came of the test. */
export function onCleanup(release: Release): void {
  releases.push(release);
}

afterEach(async () => {
  for (const release of releases.splice(0).toReversed()) await release();
});
