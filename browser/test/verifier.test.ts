import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier, instant, judge, load, Signatures, type Claims, type Result, type UnverifiedClaims } from 'tallystick';
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { algorithms, broken, makeKey, part } from './support/keys.ts';
import { encode, skeleton, trap } from './support/wasm.ts';

const seconds = Math.floor(Date.now() / 1000);
const claims = { sub: 'anna', iat: seconds, exp: seconds + 300 };

describe.each(algorithms)('%s', (alg) => {
  test('holds, and does not hold with one character changed', async () => {
    const key = await makeKey(alg, 'a');
    const token = await key.token(claims);
    for (const file of ['claims.wasm', 'core.wasm']) {
      const core = new URL(`../dist/${file}`, import.meta.url);
      const verifier = await createVerifier({ policy: { algorithms: [alg] }, keys: { keys: [key.jwk] }, core });
      expect(await verifier.verify(token)).toMatchObject({ verdict: 'valid', claims });
      expect(await verifier.verify(broken(token))).toMatchObject({ verdict: 'bad_signature', code: 10 });
      const other = await makeKey(alg, 'a');
      expect((await verifier.verify(await other.token(claims))).verdict).toBe('bad_signature');
    }
  });
});

describe('a verifier', () => {
  test('has types that keep the verified and the unverified apart', () => {
    const ask = (result: Result) => (result.verdict === 'valid' ? result.claims : undefined);
    expectTypeOf(ask).returns.toEqualTypeOf<Claims | undefined>();
    expectTypeOf<UnverifiedClaims>().not.toExtend<Claims>();
    expectTypeOf<Claims>().not.toExtend<UnverifiedClaims>();
  });

  test('says what is wrong with a policy or a key set, and where', async () => {
    const keys = { keys: [] };
    const made = (policy: object, set: object = keys) => createVerifier({ policy: policy as never, keys: set });
    await expect(made({ algorithms: [] })).rejects.toThrow('policy: algorithms: must not be empty');
    await expect(made({ algorithms: ['ES256'], audience: 'api' })).rejects.toThrow('policy: audience: unknown member');
    await expect(made({ algorithms: ['ES256'] }, { keys: 7 })).rejects.toThrow('has no array "keys"');
  });

  test('never throws at a token', async () => {
    const { jwk } = await makeKey('ES256', 'a');
    const verifier = await createVerifier({ policy: { algorithms: ['ES256'] }, keys: { keys: [jwk] } });
    const found = [];
    for (const token of ['', '..', 'a.b.c', '\u0000', '\ud800', `${part({ alg: 'none' })}.${part(claims)}.`, 'x'.repeat(2e6)]) {
      found.push((await verifier.verify(token)).verdict);
    }
    expect(found).toEqual([...Array(5).fill('malformed'), 'unsupported_algorithm', 'too_large']);
    expect((await verifier.verify(undefined as never)).verdict).toBe('unset');
  });

  test('whose clock is none refuses', async () => {
    const key = await makeKey('ES256', 'a');
    const verifier = await createVerifier({ policy: { algorithms: ['ES256'] }, keys: { keys: [key.jwk] }, now: () => NaN });
    expect((await verifier.verify(await key.token(claims))).verdict).toBe('unset');
  });

  test('answers a hundred at once, each for itself', async () => {
    const [a, b] = [await makeKey('ES256', 'a'), await makeKey('ES256', 'b')];
    const verifier = await createVerifier({ policy: { algorithms: ['ES256'] }, keys: { keys: [a.jwk, b.jwk] } });
    const asked = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const token = await (i % 2 ? a : b).token({ ...claims, i });
        return i % 3 ? token : broken(token);
      }),
    );
    const found = await Promise.all(asked.map((token) => verifier.verify(token)));
    found.forEach((result, i) => {
      expect([i, result.verdict]).toEqual([i, i % 3 ? 'valid' : 'bad_signature']);
      expect(result.claims?.i).toBe(i);
    });
  });

  test('goes through the keys of one kid, four at most', async () => {
    const set = await Promise.all(Array.from({ length: 5 }, () => makeKey('ES256', 'same')));
    const found = [];
    for (const key of set) {
      const verifier = await createVerifier({
        policy: { algorithms: ['ES256'] },
        keys: { keys: set.map((each) => each.jwk) },
      });
      found.push((await verifier.verify(await key.token(claims))).verdict);
    }
    expect(found).toEqual([...Array(4).fill('valid'), 'bad_signature']);
  });

  test('judges by the keys of the end: an answer for an old key set is not taken for the new one', async () => {
    const [old, young] = [await makeKey('ES256', 'a'), await makeKey('ES256', 'a')];
    const core = await load();
    core.policy({ algorithms: ['ES256'] });
    core.keys({ keys: [old.jwk] });
    const asked: number[] = [];
    class Slow extends Signatures {
      override async holds(...given: Parameters<Signatures['holds']>) {
        const holds = await super.holds(...given);
        if (asked.push(given[0].generation) === 1) core.keys({ keys: [young.jwk] });
        return holds;
      }
    }
    const now = () => instant(claims.iat * 1000);
    expect((await judge(core, await old.token(claims), now, new Slow())).verdict).toBe('bad_signature');
    expect(asked).toEqual([1, 2]);
  });

  test('an answer that finds another token in the instance is given again, not lost', async () => {
    const key = await makeKey('ES256', 'a');
    const core = await load();
    core.policy({ algorithms: ['ES256'] });
    core.keys({ keys: [key.jwk] });
    let asked = 0;
    class Rude extends Signatures {
      override async holds(...given: Parameters<Signatures['holds']>) {
        const holds = await super.holds(...given);
        asked++;
        core.read('another.token.here');
        return holds;
      }
    }
    const now = () => instant(claims.iat * 1000);
    expect((await judge(core, await key.token(claims), now, new Rude())).verdict).toBe('valid');
    expect((await judge(core, broken(await key.token(claims)), now, new Rude())).verdict).toBe('bad_signature');
    expect(asked).toBe(2);
  });

  test('keeps what was good until its very end', async () => {
    let now = seconds * 1000;
    const key = await makeKey('ES256', 'a');
    const token = await key.token({ ...claims, nbf: seconds - 5 });
    const verifier = await createVerifier({ policy: { algorithms: ['ES256'] }, keys: { keys: [key.jwk] }, now: () => now });
    const first = await verifier.verify(token);
    now = (seconds + 299) * 1000 + 999;
    expect(await verifier.verify(token)).toBe(first);
    now += 1;
    expect((await verifier.verify(token)).verdict).toBe('expired');
    now = (seconds - 6) * 1000;
    expect((await verifier.verify(token)).verdict).toBe('not_yet_valid');
  });

  test('looks at the clock after the signature again', async () => {
    // Asked for what is kept, at the first check, and when the signature is answered.
    const clock = [claims.iat, claims.iat, claims.exp];
    const key = await makeKey('ES256', 'a');
    const now = () => (clock.shift() ?? NaN) * 1000;
    const verifier = await createVerifier({ policy: { algorithms: ['ES256'] }, keys: { keys: [key.jwk] }, now });
    expect((await verifier.verify(await key.token(claims))).verdict).toBe('expired');
    expect(clock).toEqual([]);
  });

  test('outlives a trap: one verdict is lost, not the verifier', async () => {
    const { jwk } = await makeKey('ES256', 'a');
    const core = encode({ ...skeleton(), tally_check: { ...skeleton().tally_check, code: trap } });
    const verifier = await createVerifier({ policy: { algorithms: ['ES256'] }, keys: { keys: [jwk] }, core });
    expect((await verifier.verify('a.b.c')).verdict).toBe('unset');
    expect((await verifier.verify('a.b.c')).verdict).toBe('unset');
    expect((await load(core)).trapped).toBe(false);
  });

  test('that has neither WebCrypto nor the arithmetic does not accept', async () => {
    const key = await makeKey('ES256', 'a');
    const token = await key.token(claims);
    const real = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!;
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
    onTestFinished(() => void Object.defineProperty(globalThis, 'crypto', real));
    const make = (core?: URL) =>
      createVerifier({ policy: { algorithms: ['ES256'] }, keys: { keys: [key.jwk] }, ...(core && { core }) });
    expect((await (await make()).verify(token)).verdict).toBe('signature_needed');
    const core = await make(new URL('../dist/core.wasm', import.meta.url));
    expect((await core.verify(token)).verdict).toBe('valid');
    expect((await core.verify(broken(token))).verdict).toBe('bad_signature');
  });
});

describe('a key set at an address', () => {
  async function publish() {
    const served = { body: '', status: 200, count: 0 };
    const server = createServer((_request, response) => {
      served.count++;
      response.writeHead(served.status).end(served.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`);
    return { served, url, publish: (...keys: object[]) => (served.body = JSON.stringify({ keys })) };
  }

  test('is fetched at first use, once for all who ask', async () => {
    const { served, url, publish: put } = await publish();
    const key = await makeKey('ES256', 'a');
    put(key.jwk);
    const verifier = await createVerifier({ policy: { algorithms: ['ES256'] }, keys: url });
    expect(served.count).toBe(0);
    const tokens = await Promise.all(Array.from({ length: 10 }, (_, i) => key.token({ ...claims, i })));
    const found = await Promise.all(tokens.map((token) => verifier.verify(token)));
    expect(found.map((result) => result.verdict)).toEqual(Array(10).fill('valid'));
    expect(served.count).toBe(1);
  });

  test('is read byte for byte: what text() would mend is refused', async () => {
    const { served, url, publish: put } = await publish();
    const key = await makeKey('ES256', 'a');
    put(key.jwk);
    served.body = `\ufeff${served.body}`; // a byte order mark
    const verifier = await createVerifier({ policy: { algorithms: ['ES256'] }, keys: url });
    expect((await verifier.verify(await key.token(claims))).verdict).toBe('keys_unavailable');
    expect(served.count).toBe(1);
  });

  test('is fetched again for a key that it did not have, and then not for ten seconds', async () => {
    const { served, url, publish: put } = await publish();
    const [old, young, stranger] = [await makeKey('ES256', 'old'), await makeKey('ES256', 'young'), await makeKey('ES256', 'x')];
    put(old.jwk);
    const verifier = await createVerifier({ policy: { algorithms: ['ES256'] }, keys: url });
    expect((await verifier.verify(await old.token(claims))).verdict).toBe('valid');
    put(young.jwk, old.jwk);
    const later = Date.now() + 11_000;
    const clock = Date.now;
    Date.now = () => later;
    onTestFinished(() => void (Date.now = clock));
    expect((await verifier.verify(await young.token(claims))).verdict).toBe('valid');
    // The old key now has another place in the set: what was imported for that place must not be used.
    expect((await verifier.verify(await old.token({ ...claims, again: true }))).verdict).toBe('valid');
    for (let i = 0; i < 5; i++) expect((await verifier.verify(await stranger.token(claims))).verdict).toBe('unknown_key');
    expect(served.count).toBe(2);
  });

  test.each([['an error', 500, ''], ['no key set', 200, '<html>']])('with %s there: keys_unavailable', async (_name, status, body) => {
    const { served, url } = await publish();
    Object.assign(served, { status, body });
    const key = await makeKey('ES256', 'a');
    const verifier = await createVerifier({ policy: { algorithms: ['ES256'] }, keys: url });
    expect(await verifier.verify(await key.token(claims))).toMatchObject({ verdict: 'keys_unavailable', code: 20 });
  });

  test('gives no shared secrets', async () => {
    const { url, publish: put } = await publish();
    const key = await makeKey('HS256', 'a');
    put(key.jwk);
    const token = await key.token(claims);
    const fetched = await createVerifier({ policy: { algorithms: ['HS256'] }, keys: url });
    expect((await fetched.verify(token)).verdict).toBe('unusable_key');
    const handed = await createVerifier({ policy: { algorithms: ['HS256'] }, keys: { keys: [key.jwk] } });
    expect((await handed.verify(token)).verdict).toBe('valid');
  });
});
