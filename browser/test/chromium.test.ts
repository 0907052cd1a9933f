import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launch } from '../scripts/chromium.mjs';
import { serve } from '../scripts/serve.mjs';
import { startIssuer, type Setting } from './support/issuer.ts';
import { algorithms, broken, makeKey } from './support/keys.ts';

// The built package in a real page, from the origin of the issuer.
type Package = typeof import('tallystick');
declare global {
  var tallystick: Package;
  var session: InstanceType<Package['Session']>;
  var told: string[];
}

let browser: Browser;
beforeAll(async () => void (browser = await launch(['--host-resolver-rules=MAP plain.test 127.0.0.1'])));
afterAll(() => browser?.close());

const empty = '<!doctype html><title>test</title>';
const credentials = { username: 'anna', password: 'tally-demo' };
const hello = '/api/hello/';
const refreshPath = '/api/token/refresh/';

interface Options extends Partial<Setting> {
  csp?: string;
  host?: string;
}

/** A page with the package in it, over an issuer that serves both. */
async function open({ csp, host, ...setting }: Options = {}) {
  const files = await serve((_request, response) => {
    const headers = { 'Content-Type': 'text/html', ...(csp ? { 'Content-Security-Policy': csp } : {}) };
    response.writeHead(200, headers).end(empty);
  });
  const issuer = await startIssuer({ ...setting, other: files.handle });
  const context = await browser.newContext();
  onTestFinished(async () => {
    await context.close();
    await issuer.close();
    await files.close();
  });
  const url = issuer.url.replace('127.0.0.1', host ?? '127.0.0.1');
  return { issuer, context, url, page: await ready(context, url) };
}

async function ready(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await take(page);
  return page;
}

// As text: what is imported is the page's, not the test runner's.
const take = (page: Page) =>
  page.evaluate("import('/dist/index.js').then((all) => void (globalThis.tallystick = all))");

/** Signed in, with the events in `told`. */
async function signedIn(options: Options = {}) {
  const stand = await open(options);
  await stand.page.evaluate(async (given) => {
    globalThis.session = new tallystick.Session({ store: tallystick.webStorage(() => localStorage) });
    globalThis.told = [];
    session.subscribe((event) => told.push(event.type));
    await session.signIn(given);
  }, credentials);
  return stand;
}

const calls = (page: Page, n: number) =>
  page.evaluate(
    ([count, path]) => Promise.all(Array.from({ length: count }, async () => (await session.fetch(path)).status)),
    [n, hello] as const,
  );

describe('verdicts in a page', () => {
  test.each(algorithms)('%s by WebCrypto', async (alg) => {
    const { page } = await open();
    const key = await makeKey(alg, 'a');
    const token = await key.token({ sub: 'anna', exp: Math.floor(Date.now() / 1000) + 300 });
    const found = await page.evaluate(
      async ({ policy, jwk, tokens }) => {
        const verifier = await tallystick.createVerifier({ policy, keys: { keys: [jwk] } });
        return Promise.all(tokens.map(async (each) => (await verifier.verify(each)).verdict));
      },
      { policy: { algorithms: [alg] }, jwk: key.jwk, tokens: [token, broken(token), `${token}.`] },
    );
    expect(found).toEqual(['valid', 'bad_signature', 'malformed']);
  });

  test('the page and the API say the same of the issuer\'s tokens, by the published keys', async () => {
    const { page, issuer } = await open();
    const now = Math.floor(Date.now() / 1000);
    const { access, refresh } = await issuer.pair();
    const old = await issuer.mint({ token_type: 'access', exp: now - 1 });
    const tokens = [access, refresh, old, broken(access), access.slice(0, -1), `${access} `];
    const found = await page.evaluate(
      async ({ tokens, path }) => {
        const verifier = await tallystick.createVerifier({
          policy: { algorithms: ['ES256'], claims: [{ claim: 'token_type', equals: 'access' }] },
          keys: new URL('/.well-known/jwks.json', location.href),
        });
        const ask = async (token: string) => {
          const response = await fetch(path, { headers: { Authorization: `Bearer ${token}` } });
          return response.ok ? 'valid' : (await response.json()).verdict;
        };
        return Promise.all(tokens.map(async (each) => [(await verifier.verify(each)).verdict, await ask(each)]));
      },
      { tokens: tokens.slice(0, -1), path: hello },
    );
    expect(found).toEqual(
      ['valid', 'claim_mismatch', 'expired', 'bad_signature', 'malformed'].map((verdict) => [verdict, verdict]),
    );
  });

  test('a page that did not come over https has no WebCrypto: no verdict but by core.wasm', async () => {
    const { page, issuer } = await open({ host: 'plain.test' });
    const { access } = await issuer.pair();
    const found = await page.evaluate(
      async ({ token, keys }) => {
        const policy = { algorithms: ['ES256'] };
        const core = new URL('/dist/core.wasm', location.href);
        const [small, whole] = [
          await tallystick.createVerifier({ policy, keys }),
          await tallystick.createVerifier({ policy, keys, core }),
        ];
        return [isSecureContext, (await small.verify(token)).verdict, (await whole.verify(token)).verdict];
      },
      { token: access, keys: issuer.keys },
    );
    expect(found).toEqual([false, 'signature_needed', 'valid']);
  });

  test('a strict policy of content: wasm-unsafe-eval is enough, and without it loading fails', async () => {
    const strict = "default-src 'self'; script-src 'self'";
    for (const [csp, loads] of [[`${strict} 'wasm-unsafe-eval'`, true], [strict, false]] as const) {
      const { page } = await open({ csp });
      const found = await page.evaluate(() => tallystick.load().then(() => true, () => false));
      expect([csp, found]).toEqual([csp, loads]);
    }
  });
});

describe('a session in a page', () => {
  test('twenty calls after the end of the token: one refresh, none refused', async () => {
    const passed = { ms: 0 };
    const { page, issuer } = await signedIn({ now: () => Date.now() + passed.ms });
    await page.clock.install({ time: Date.now() });
    passed.ms = 301_000;
    await page.clock.setSystemTime(Date.now() + passed.ms);
    expect(await calls(page, 20)).toEqual(Array(20).fill(200));
    expect([issuer.count(refreshPath), issuer.count(hello)]).toEqual([1, 20]);
    expect(await page.evaluate(() => told)).toEqual(['signed-in', 'refreshing', 'refreshed']);
  });

  test('a frozen page wakes up eight hours later and goes on', async () => {
    const passed = { ms: 0 };
    const { page, issuer, context } = await signedIn({ now: () => Date.now() + passed.ms });
    const devtools = await context.newCDPSession(page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    passed.ms = 8 * 3_600_000;
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await page.clock.setSystemTime(Date.now() + passed.ms);
    expect(await calls(page, 3)).toEqual([200, 200, 200]);
    expect([issuer.count(refreshPath), issuer.count(hello)]).toEqual([1, 3]);
  });

  test('without a network it stays signed in, and goes on when there is one', async () => {
    const passed = { ms: 0 };
    const { page, context } = await signedIn({ now: () => Date.now() + passed.ms });
    passed.ms = 301_000;
    await page.clock.setSystemTime(Date.now() + passed.ms);
    await context.setOffline(true);
    const lost = await page.evaluate(
      async (path) => [await session.fetch(path).catch((error) => error.code), session.state],
      hello,
    );
    expect(lost).toEqual(['offline', 'offline']);
    await context.setOffline(false);
    expect(await page.evaluate(() => session.refresh().then(() => session.state))).toBe('signed-in');
    expect(await calls(page, 2)).toEqual([200, 200]);
  });

  test('a reload takes the pair up from localStorage, and a sign-out empties it', async () => {
    const { page, issuer } = await signedIn();
    await page.reload();
    await take(page);
    const reload = () =>
      page.evaluate(() => {
        globalThis.session = new tallystick.Session({ store: tallystick.webStorage(() => localStorage) });
        return session.state;
      });
    expect(await reload()).toBe('signed-in');
    expect(await calls(page, 1)).toEqual([200]);
    await page.evaluate(() => session.signOut());
    expect([await reload(), await page.evaluate(() => localStorage.length)]).toEqual(['signed-out', 0]);
    expect(issuer.count('/api/token/')).toBe(1);
  });

  test('a page that may not use localStorage lives in memory', async () => {
    const { page, issuer } = await open({ csp: 'sandbox allow-scripts' });
    const found = await page.evaluate(async (pair) => {
      const barred = (() => {
        try {
          return !localStorage;
        } catch {
          return true;
        }
      })();
      const store = tallystick.webStorage(() => localStorage);
      const session = new tallystick.Session({ store });
      await session.adopt(pair);
      return [barred, session.state, (await session.token()) === pair.access];
    }, await issuer.pair());
    expect(found).toEqual([true, 'signed-in', true]);
  });

  test('the token goes to the page\'s own origin and to no other, not even along a redirect', async () => {
    const { page, issuer, url } = await signedIn();
    const cors = { 'Access-Control-Allow-Origin': url, 'Access-Control-Allow-Headers': '*, authorization' };
    const other = await startIssuer({ before: () => ({ status: 200, headers: cors, body: '{}' }) });
    onTestFinished(() => other.close());
    issuer.set.before = (path) =>
      path === '/api/away/' ? { status: 307, headers: { Location: `${other.url}${hello}` } } : undefined;
    const status = await page.evaluate(
      async ([away, direct]) => [(await session.fetch(away)).status, (await session.fetch(direct)).status],
      ['/api/away/', `${other.url}${hello}`] as const,
    );
    expect(status).toEqual([200, 200]);
    expect(issuer.requests.at(-1)?.authorization).toMatch(/^Bearer ey/);
    expect(other.requests.map((request) => request.authorization)).toEqual([undefined, undefined]);
  });

  test('what a listener throws is reported, and stops nobody', async () => {
    const { page } = await open();
    const found = await page.evaluate(async (given) => {
      const seen: string[] = [];
      addEventListener('error', (event) => (seen.push(event.error.message), event.preventDefault()));
      const session = new tallystick.Session();
      session.subscribe(() => {
        throw new Error('mine');
      });
      session.subscribe((event) => seen.push(event.type));
      await session.signIn(given);
      return seen;
    }, credentials);
    expect(found).toEqual(['mine', 'signed-in']);
  });

  test('back from the history the page goes on', async () => {
    const passed = { ms: 0 };
    const { page, url } = await signedIn({ now: () => Date.now() + passed.ms });
    await page.goto(`${url}/elsewhere`);
    passed.ms = 301_000;
    await page.goBack();
    if (!(await page.evaluate(() => 'session' in globalThis))) {
      await take(page);
      await page.evaluate(() => {
        globalThis.session = new tallystick.Session({ store: tallystick.webStorage(() => localStorage) });
      });
    }
    await page.clock.setSystemTime(Date.now() + passed.ms);
    expect(await calls(page, 3)).toEqual([200, 200, 200]);
  });
});
