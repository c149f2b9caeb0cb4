import root from '../../jest.config.mjs';

export default {
  ...root,
  rootDir: '../..',
  testMatch: ['<rootDir>/integration/unleash/**/*.test.ts'],
  modulePathIgnorePatterns: [...root.modulePathIgnorePatterns, '<rootDir>/integration/unleash/node_modules/'],
  testTimeout: 60_000,
};
