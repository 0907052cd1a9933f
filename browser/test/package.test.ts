import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { budget, sizes } from '../scripts/size.mjs';

const here = (path: string) => new URL(`../${path}`, import.meta.url);

describe('what is shipped', () => {
  test('the script is at most 5 KiB, minified and packed', async () => {
    const found = await sizes();
    expect(found['index.js']).toBeLessThanOrEqual(budget['index.js']);
    expect(found['index.js']).toBeGreaterThan(1000);
  });

  test.each(['claims.wasm', 'core.wasm'])('%s is the committed module, byte for byte', (name) => {
    expect(readFileSync(here(`dist/${name}`)).equals(readFileSync(here(`../wasm/module/${name}`)))).toBe(true);
  });

  test('there are no dependencies, and no import but of the file itself', () => {
    const manifest = JSON.parse(readFileSync(here('package.json'), 'utf8'));
    expect([manifest.dependencies, manifest.peerDependencies, manifest.optionalDependencies]).toEqual([undefined, undefined, undefined]);
    const script = readFileSync(here('dist/index.js'), 'utf8');
    expect(script).not.toMatch(/\bfrom\s*["']|\bimport\s*["'(]/);
    expect(script).toContain("new URL('./claims.wasm', import.meta.url)".replaceAll("'", '"'));
  });

  test('the lock file names no host to fetch packages from', () => {
    expect(readFileSync(here('package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });
});
