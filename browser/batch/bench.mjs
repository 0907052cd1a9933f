#!/usr/bin/env node
// Prints what a verification costs in Node and in Chromium, in microseconds, and as a ratio to WebCrypto alone.
import { launch } from '../scripts/chromium.mjs';
import { serve } from '../scripts/serve.mjs';
import { measure } from './measure.mjs';

async function inChromium() {
  const server = await serve();
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    return await page.evaluate(async () => (await import('/batch/measure.mjs')).measure());
  } finally {
    await browser.close();
    await server.close();
  }
}

function print(host, table) {
  console.log(`\n${host}, us each (ratio to subtle.verify)`);
  for (const [alg, row] of Object.entries(table)) {
    const whole = row['subtle.verify alone'];
    for (const [name, us] of Object.entries(row)) {
      console.log(`  ${alg.padEnd(6)} ${name.padEnd(28)} ${us.toFixed(1).padStart(8)} ${(us / whole).toFixed(2).padStart(7)}`);
    }
  }
}

print(`Node ${process.version}`, await measure());
print('Chromium', await inChromium());
