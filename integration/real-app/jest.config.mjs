import root from '../../jest.config.mjs';

export default {
  ...root,
  rootDir: '../..',
  testMatch: ['<rootDir>/integration/real-app/**/*.test.ts'],
  modulePathIgnorePatterns: [...root.modulePathIgnorePatterns, '<rootDir>/integration/real-app/node_modules/'],
  testTimeout: 300_000,
};
