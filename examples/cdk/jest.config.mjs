import root from '../../jest.config.mjs';

export default {
  ...root,
  rootDir: '../..',
  testMatch: ['<rootDir>/examples/cdk/**/*.test.ts'],
  modulePathIgnorePatterns: [...root.modulePathIgnorePatterns, '<rootDir>/examples/terraform/'],
  testTimeout: 120_000,
};
