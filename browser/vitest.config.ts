import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The package under test is the built one, as it is shipped; `npm test` builds it first.
    server: { deps: { external: [/dist/] } },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
