#!/usr/bin/env node
// Batch cases from standard input through claims.wasm in a real Chromium: WebCrypto answers the signatures.
import { launch } from '../scripts/chromium.mjs';
import { serve } from '../scripts/serve.mjs';
import { lines } from './lines.mjs';

const chunk = { lines: 500, chars: 4 << 20 };

const server = await serve();
const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.evaluate(async () => {
    const { judge, load, Signatures } = await import('/dist/index.js');
    const { runner } = await import('/batch/cases.mjs');
    const signatures = new WeakMap(); // imported keys belong to one instance
    const of = (core) => signatures.get(core) ?? signatures.set(core, new Signatures()).get(core);
    const run = runner(await load(), (core, token, at) => judge(core, token, () => at, of(core)));
    globalThis.run = async (lines) => {
      const answers = [];
      for (const line of lines) answers.push(await run(line));
      return answers;
    };
  });

  let held = [];
  let chars = 0;
  const flush = async () => {
    if (!held.length) return;
    const answers = await page.evaluate((some) => globalThis.run(some), held);
    process.stdout.write(answers.join('\n') + '\n');
    held = [];
    chars = 0;
  };
  for await (const line of lines(process.stdin)) {
    held.push(line);
    chars += line.length;
    if (held.length >= chunk.lines || chars >= chunk.chars) await flush();
  }
  await flush();
} finally {
  await browser.close();
  await server.close();
}
