// What a verification costs, here: in Node or in a page. Everything is measured in one run, in turns, and the
// best round counts, so the figures may be compared with each other whatever else the machine does.
import { createVerifier, instant, judge, load, Session, settle, Signatures } from '../dist/index.js';

const rounds = 9;
const slice = 40; // milliseconds of each measurement in each round

const ways = {
  ES256: { generate: { name: 'ECDSA', namedCurve: 'P-256' }, sign: { name: 'ECDSA', hash: 'SHA-256' } },
  RS256: {
    generate: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) },
    sign: { name: 'RSASSA-PKCS1-v1_5' },
  },
  EdDSA: { generate: { name: 'Ed25519' }, sign: { name: 'Ed25519' } },
  HS256: { generate: { name: 'HMAC', hash: 'SHA-256', length: 256 }, sign: { name: 'HMAC' } },
};

/** Microseconds of each kind of work, the best of all rounds: `{ES256: {check, 'subtle.verify', ...}, ...}`. */
export async function measure() {
  const table = {};
  for (const [alg, way] of Object.entries(ways)) table[alg] = await compare(await works(alg, way));
  return table;
}

async function works(alg, { generate, sign }) {
  const made = await crypto.subtle.generateKey(generate, true, ['sign', 'verify']);
  const jwk = await crypto.subtle.exportKey('jwk', made.publicKey ?? made);
  for (const member of ['key_ops', 'ext', 'alg']) delete jwk[member];
  const now = Math.floor(Date.now() / 1000);
  const claims = { token_type: 'access', iat: now, exp: now + 300, jti: '77afae8fc9e0407a8b0e8b063f6af516', user_id: '1' };
  const input = `${part({ alg, kid: 'a', typ: 'JWT' })}.${part(claims)}`;
  const bytes = new TextEncoder().encode(input);
  const signature = new Uint8Array(await crypto.subtle.sign(sign, made.privateKey ?? made, bytes));
  const token = `${input}.${base64url(signature)}`;

  const policy = { algorithms: [alg], claims: [{ claim: 'token_type', equals: 'access' }] };
  const keys = { keys: [{ ...jwk, kid: 'a' }] };
  const verifier = await createVerifier({ policy, keys });
  const session = new Session({ origins: [] });
  await session.adopt({ access: token });
  const core = async (file) => {
    const loaded = await load(new URL(`../dist/${file}`, import.meta.url));
    loaded.policy(policy);
    loaded.keys(keys);
    return loaded;
  };
  const [claimsCore, wholeCore] = [await core('claims.wasm'), await core('core.wasm')];
  const signatures = new Signatures();
  const at = instant(now * 1000);
  const key = made.publicKey ?? made;
  return {
    'claims.wasm check': () => claimsCore.check(token, at),
    'claims.wasm + WebCrypto': () => judge(claimsCore, token, () => at, signatures),
    'core.wasm': () => settle(wholeCore, token, at),
    'verify() again, kept': () => verifier.verify(token),
    'session.token()': () => session.token(),
    'subtle.verify alone': () => crypto.subtle.verify(sign, key, signature, bytes),
    'JSON.parse(atob(...)) alone': () => JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))),
  };
}

async function compare(all) {
  const found = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, work] of Object.entries(all)) {
      const took = await time(work);
      if (round >= 0) found[name].push(took); // the first round warms up
    }
  }
  return Object.fromEntries(Object.entries(found).map(([name, some]) => [name, Math.min(...some)]));
}

async function time(work) {
  const begin = performance.now();
  let count = 0;
  for (let spent = 0; spent < slice; spent = performance.now() - begin) {
    for (let i = 0; i < 8; i++, count++) {
      const result = work();
      if (result instanceof Promise) await result;
    }
  }
  return ((performance.now() - begin) / count) * 1000;
}

const part = (value) => base64url(new TextEncoder().encode(JSON.stringify(value)));
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
