import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/demo.e2e.ts'], testTimeout: 150_000, hookTimeout: 60_000 },
});
