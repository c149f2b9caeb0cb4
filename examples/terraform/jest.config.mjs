import root from '../../jest.config.mjs';

export default {
  ...root,
  rootDir: '../..',
  testMatch: ['<rootDir>/examples/terraform/**/*.test.ts'],
  modulePathIgnorePatterns: [...root.modulePathIgnorePatterns, '<rootDir>/examples/cdk/'],
};
