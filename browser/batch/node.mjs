#!/usr/bin/env node
// Batch cases from standard input through core.wasm in Node: the core checks the signatures itself.
import { load, settle } from '../dist/index.js';
import { runner } from './cases.mjs';
import { lines } from './lines.mjs';

const core = await load(new URL('../dist/core.wasm', import.meta.url));
const run = runner(core, settle);

for await (const line of lines(process.stdin)) {
  const answer = await run(line);
  if (!process.stdout.write(answer + '\n')) await new Promise((resolve) => process.stdout.once('drain', resolve));
}
