import { availableParallelism } from 'node:os';

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-strip.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.banyan/'],
  setupFilesAfterEnv: ['<rootDir>/test/support/seed-properties.ts'],
  testTimeout: 30_000,
  // One more than there are cores, where Jest would take one less: suites wait for sockets and child processes for a quarter of their time.
  maxWorkers: availableParallelism() + 1,
  // A process keeps the modules of every suite it has run, and each collection walks through them all: a new one costs less.
  workerIdleMemoryLimit: '300MB',
};
