// A headless Chromium of the machine, with nothing of it left behind and no traffic of its own.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const places = [fileURLToPath(new URL('../../.tools/bin/chromium', import.meta.url)), '/usr/bin/chromium'];

const args = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts it with a new empty profile, and with flags of the caller's own. A missing Chromium is an error that says where it was looked for. */
export function launch(more = []) {
  const executablePath = places.find((place) => existsSync(place));
  if (!executablePath) throw new Error(`no Chromium at ${places.join(' or ')}: apt-get install chromium`);
  return chromium.launch({ executablePath, headless: true, chromiumSandbox: false, args: [...args, ...more] });
}
