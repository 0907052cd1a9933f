import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: 'src/index.ts',
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  dts: true,
  // The modules of wasm/module are copied, not kept twice; claims.wasm is the file for pages.
  copy: ['../wasm/module/claims.wasm', '../wasm/module/core.wasm', '../LICENSE'],
});
