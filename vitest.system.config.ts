import { defineConfig } from 'vitest/config';

/** Tests that need more than Node, npm and git: npm run test:system. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    include: ['test/system/**/*.test.ts'],
    globalSetup: ['test/helpers/pack.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
