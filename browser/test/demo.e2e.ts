import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../scripts/chromium.mjs';

// The demo as it runs: its page, its issuer and its proxy, behind one address. One page goes through it all.
const url = process.env.TALLYSTICK_DEMO_URL;
if (!url) throw new Error('TALLYSTICK_DEMO_URL is not set: it is the address that `make demo` prints');

let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  browser = await launch();
  page = await browser.newPage();
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    // A refusal by the API is what is being shown; Chromium reports each as an error.
    if (message.type() === 'error' && !message.text().includes('status of 401')) troubles.push(message.text());
  });
  await page.goto(url);
});
afterAll(() => browser?.close());

const seen = (locator: Locator) => locator.waitFor({ timeout: 10_000 });
const halves = () => page.locator('[data-half]').allTextContents();
const present = (kind: string) => page.getByRole('radio', { name: kind }).check();

/** The lines of the ledger from the newest to the oldest, as arrays of cells. */
const ledger = () =>
  page.locator('.ledger tbody tr').evaluateAll((rows) =>
    rows.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => cell.innerText.trim())),
  );

test('a wrong password is told in the words of the issuer', async () => {
  await page.getByLabel('User').fill('demo');
  await page.getByLabel('Password').fill('not this one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await seen(page.getByRole('alert').getByText('No active account found with the given credentials'));
});

test('the right one signs in, and both accept the token', async () => {
  await page.getByLabel('Password').fill('tally-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await seen(page.getByRole('heading', { name: 'The access token' }));
  await seen(page.getByText('Both accept'));
  expect(await halves()).toEqual(['valid', 'valid']);
  await seen(page.getByRole('rowheader', { name: 'token_type' }));
});

test('left alone, its calls succeed over more than two lives of the access token', async () => {
  const [, life] = /of (\d+) s left/.exec(await page.locator('.countdown').innerText()) ?? [];
  expect(Number(life)).toBeGreaterThan(0);
  const first = await page.locator('.token .text').innerText();
  const seconds = Number(life) * 2 + 6;
  await page.waitForTimeout(seconds * 1000);
  const lines = await ledger();
  const calls = lines.filter((line) => line.length === 6);
  // The page calls every three seconds; a busy machine may owe two.
  expect(calls.length).toBeGreaterThanOrEqual(seconds / 3 - 2);
  for (const [, kind, here, agree, there, answer] of calls) {
    expect([kind, here, agree, there, answer]).toEqual(['As issued', 'valid', '=', 'valid', '200 Hello, World!']);
  }
  expect(lines.filter(([, what]) => what?.startsWith('Refreshed')).length).toBeGreaterThanOrEqual(2);
  expect(await page.locator('.token .text').innerText()).not.toBe(first);
});

test.each([
  ['One character changed', 'bad_signature', '401'],
  ['An expired one', 'expired', '401'],
  ['None at all', 'missing_token', '401'],
  ['As issued', 'valid', '200'],
])('presented with %s both say %s', async (kind, verdict, status) => {
  await present(kind);
  await seen(page.locator('[data-half="proxy"]').getByText(verdict, { exact: true }));
  expect(await halves()).toEqual([verdict, verdict]);
  const [newest] = await ledger();
  expect(newest?.slice(1, 5)).toEqual([kind, verdict, '=', verdict]);
  expect(newest?.[5]).toMatch(new RegExp(`^${status} `));
});

test('a refresh by hand gives another access token', async () => {
  const before = await page.locator('.token .text').innerText();
  await page.getByRole('button', { name: 'Refresh now' }).click();
  await expect.poll(() => page.locator('.token .text').innerText()).not.toBe(before);
});

test('signed out, the pair is gone and the door is back', async () => {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await seen(page.getByRole('button', { name: 'Sign in' }));
  expect(await page.locator('.token').count()).toBe(0);
  // The answer to a call that was under way may stand above it.
  expect((await ledger()).slice(0, 2).map((line) => line[1])).toContainEqual(expect.stringContaining('Signed out'));
});

test('nothing went wrong behind the scenes', () => {
  expect(troubles).toEqual([]);
});
