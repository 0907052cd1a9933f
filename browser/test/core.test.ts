import { Core, CoreError, instant, judge, load, settle, Signatures, verdicts } from 'tallystick';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeKey } from './support/keys.ts';
import { constant, encode, skeleton, store, trap, type Func } from './support/wasm.ts';

const core = new URL('../dist/core.wasm', import.meta.url);
const now = 1_700_000_000;
const policy = { algorithms: ['ES256'], refresh: { early_seconds: 60, early_fraction: 0.2 } };

describe('loading', () => {
  test('claims.wasm is the default, and does not settle; core.wasm does', async () => {
    expect((await load()).settles).toBe(false);
    expect((await load(core)).settles).toBe(true);
  });

  test('from what was fetched, from bytes, and from a promise of either', async () => {
    const bytes = encode(skeleton());
    for (const source of [bytes, bytes.buffer, new Response(bytes), Promise.resolve(new Response(bytes))]) {
      expect(await load(source)).toBeInstanceOf(Core);
    }
  });

  const wrong: [string, () => Uint8Array<ArrayBuffer>, string][] = [
    ['imports', () => encode(skeleton(), { imports: true }), 'core: the module has imports'],
    ['another ABI', () => encode({ ...skeleton(), tally_abi: { code: constant(2) } }), 'core: the module speaks ABI 2, not 1'],
    ['no memory', () => encode(skeleton(), { memory: false }), 'core: the module has no memory'],
    ...Object.keys(skeleton()).map((name): [string, () => Uint8Array<ArrayBuffer>, string] => [
      `no ${name}`,
      () => encode(Object.fromEntries(Object.entries(skeleton()).filter(([each]) => each !== name))),
      `core: the module has no ${name}`,
    ]),
  ];

  test.each(wrong)('a module with %s is refused', async (_name, bytes, message) => {
    const error = await load(bytes()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CoreError);
    expect((error as Error).message).toBe(message);
  });

  test('a page in place of the module is refused', async () => {
    await expect(load(new Response('<html>', { status: 404 }))).rejects.toThrow('answered 404');
    await expect(load(new Response('<html>'))).rejects.toThrow(WebAssembly.CompileError);
  });
});

describe('failing closed', () => {
  const mad: Record<string, Func> = {
    'a trap': { ...skeleton().tally_check, code: trap },
    'a code that is in no registry': { ...skeleton().tally_check, code: [...store(1024, 99), ...constant(99)] },
    'a negative code': { ...skeleton().tally_check, code: constant(-1) },
    'valid over a record that says otherwise': { ...skeleton().tally_check, code: [...store(1024, 10), ...constant(1)] },
    'valid over an empty record, with claims outside of the memory': {
      ...skeleton().tally_check,
      code: [...store(1024, 1), ...store(1024 + 40, 0x7fff0000), ...store(1024 + 44, 16), ...constant(1)],
    },
    'valid with claims that are no JSON': {
      ...skeleton().tally_check,
      code: [...store(1024, 1), ...store(1024 + 40, 8), ...store(1024 + 44, 16), ...constant(1)],
    },
  };

  test.each(Object.entries(mad))('%s is unset, and the instance is given up', async (_name, tally_check) => {
    const loaded = await load(encode({ ...skeleton(), tally_check }));
    expect(loaded.check('a.b.c', instant(0))).toMatchObject({ verdict: 'unset', code: 0 });
    expect(loaded.trapped).toBe(true);
    expect(loaded.read('a.b.c').verdict).toBe('unset');
    expect(() => loaded.policy(policy)).toThrow('core: the module has trapped');
    expect(() => loaded.keys({ keys: [] })).toThrow('core: the module has trapped');
    expect(() => loaded.decide(0, 0, 0, 0)).toThrow('core: the module has trapped');
    expect(loaded.fresh().trapped).toBe(false);
  });

  test.each([['no room for the input', 0], ['room outside of the memory', 0x7fffffff]])('%s', async (_name, at) => {
    const loaded = await load(encode({ ...skeleton(), tally_input: { params: ['i32'], code: constant(at) } }));
    expect(loaded.check('a.b.c', instant(0)).verdict).toBe('unset');
  });

  test('no policy, a stale ticket, a ticket never given', async () => {
    const loaded = await load(core);
    expect(loaded.check('a.b.c', instant(now * 1000)).verdict).toBe('unset');
    expect(loaded.answer(0, true, instant(now * 1000)).verdict).toBe('unset');
    expect(loaded.settle(7, instant(now * 1000)).verdict).toBe('unset');
    expect([loaded.trapped, loaded.question()]).toEqual([false, undefined]);
  });

  test('a time that is none is an error', () => {
    for (const time of [NaN, Infinity, -Infinity, 1e300]) expect(() => instant(time)).toThrow(RangeError);
    expect(instant(-1)).toEqual({ sec: -1n, ns: 999_000_000 });
    expect(instant(1_700_000_000_500)).toEqual({ sec: 1_700_000_000n, ns: 500_000_000 });
  });
});

describe('the boundary', () => {
  let token: string;
  let keys: object;

  beforeAll(async () => {
    const key = await makeKey('ES256', 'a');
    token = await key.token({ iat: now, exp: now + 300, note: 'ä€😀' });
    keys = { keys: [key.jwk] };
  });

  async function ready() {
    const loaded = await load(core);
    loaded.policy(policy);
    loaded.keys(keys);
    return loaded;
  }

  test('a token is read without policy and keys, and that is no verdict', async () => {
    const read = (await load()).read(token);
    expect(read).toMatchObject({
      verdict: 'signature_needed',
      header: { alg: 'ES256', kid: 'a' },
      claims: { exp: now + 300, note: 'ä€😀' },
      issuedAt: now * 1000,
      expiresAt: (now + 300) * 1000,
      refreshAt: (now + 240) * 1000,
    });
    expect((await load()).read('a.b').claims).toBeUndefined();
  });

  test('the last nanosecond is good, the next is not', async () => {
    const loaded = await ready();
    const end = BigInt(now + 300);
    expect(settle(loaded, token, { sec: end - 1n, ns: 999_999_999 })).toMatchObject({
      verdict: 'valid',
      code: 1,
      from: -Infinity,
      until: (now + 300) * 1000,
      claims: { note: 'ä€😀' },
    });
    expect(settle(loaded, token, { sec: end, ns: 0 })).toMatchObject({ verdict: 'expired', code: 11 });
  });

  test('a ticket is good once', async () => {
    const loaded = await ready();
    const at = instant(now * 1000);
    expect(loaded.check(token, at).verdict).toBe('signature_needed');
    const { ticket } = loaded.question()!;
    expect(loaded.answer(ticket + 1, true, at).verdict).toBe('unset');
    expect(loaded.answer(ticket, true, at).verdict).toBe('valid');
    expect(loaded.answer(ticket, true, at).verdict).toBe('unset');
    loaded.check(token, at);
    const stale = loaded.question()!.ticket;
    loaded.read(token);
    expect(loaded.answer(stale, true, at).verdict).toBe('unset');
  });

  test('a policy and a key set that are refused leave the old ones', async () => {
    const loaded = await ready();
    const at = instant(now * 1000);
    expect(() => loaded.policy({ algorithms: ['ES256'], audiences: [] })).toThrow('policy: audiences: must not be empty');
    expect(() => loaded.policy('x'.repeat(2 ** 20 + 1))).toThrow('policy: is longer than 131072 bytes');
    expect(() => loaded.keys('{')).toThrow(CoreError);
    expect(settle(loaded, token, at).verdict).toBe('valid');
    expect(loaded.keys({ keys: [{ kty: 'oct', k: 'AA', kid: 'short' }] })).toBe(0);
    expect(loaded.message).toMatch(/^keys\[0\]: kid "short": /);
    expect(settle(loaded, token, at).verdict).toBe('unknown_key');
  });

  test('a megabyte is too large, in bytes of UTF-8', async () => {
    const loaded = await ready();
    const at = instant(now * 1000);
    for (const text of ['x'.repeat(2 ** 20 + 1), 'ä'.repeat(2 ** 19 + 1), 'x'.repeat(2 ** 20), 'x'.repeat(5e6)]) {
      expect(loaded.check(text, at)).toMatchObject({ verdict: 'too_large', code: 3 });
    }
    expect(loaded.check('\ud800', at).verdict).toBe('malformed');
    expect(loaded.check('', at).verdict).toBe('malformed');
    expect(settle(loaded, token, at).verdict).toBe('valid');
  });

  const decisions: [string, [number, number, number, number], string, number][] = [
    ['fresh', [300, 300, Infinity, 239], 'use', 1],
    ['early', [300, 300, Infinity, 240], 'refresh', 2],
    ['expired, with a refresh token', [300, 300, Infinity, 300], 'refresh', 3],
    ['early, with nothing to refresh with', [300, 300, 0, 240], 'use', 4],
    ['expired, with nothing to refresh with', [300, 300, 0, 300], 'login', 5],
    ['both expired', [300, 300, 400, 400], 'login', 6],
  ];

  test.each(decisions)('the decision: %s', async (_name, [exp, life, refresh, at], action, reason) => {
    const loaded = await ready();
    const [a, b, c, d] = [exp, life, refresh, at].map((seconds) => seconds * 1000) as [number, number, number, number];
    expect(loaded.decide(a, b, c, d)).toEqual({ action, reason, refreshAt: 240_000 });
  });

  test('both modules give the same code, one by its own arithmetic, one by WebCrypto', async () => {
    const pages = await load();
    pages.policy(policy);
    pages.keys(keys);
    const all = await ready();
    const at = instant(now * 1000);
    for (const text of [token, `${token}A`, token.replace('.', '..'), `x${token}`]) {
      const by = await judge(pages, text, () => at, new Signatures());
      expect(by).toEqual(settle(all, text, at));
      expect(verdicts[by.code]).toBe(by.verdict);
    }
  });
});
