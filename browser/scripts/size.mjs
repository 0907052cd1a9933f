// What a page loads: the script minified and packed, and the module packed. Prints it and fails above the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { minify } from 'rolldown/utils';

/** Bytes after minify and gzip. */
export const budget = { 'index.js': 5 * 1024 };

export async function sizes() {
  const file = (name) => readFileSync(new URL(`../dist/${name}`, import.meta.url));
  const { code } = await minify('index.js', file('index.js').toString(), { module: true });
  const packed = (bytes) => gzipSync(bytes, { level: 9 }).length;
  return {
    'index.js': packed(code),
    'claims.wasm': packed(file('claims.wasm')),
    'core.wasm': packed(file('core.wasm')),
  };
}

if (import.meta.main) {
  const found = await sizes();
  for (const [name, bytes] of Object.entries(found)) {
    console.log(`${name.padEnd(12)} ${(bytes / 1024).toFixed(2).padStart(7)} KiB gz${name in budget ? `, at most ${budget[name] / 1024}` : ''}`);
  }
  if (found['index.js'] > budget['index.js']) process.exitCode = 1;
}
