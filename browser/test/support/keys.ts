// Keys and tokens of every algorithm that the core knows, made by WebCrypto.
import { subtle, type webcrypto } from 'node:crypto';

type Params = webcrypto.AlgorithmIdentifier;

const ways: Record<string, { generate: object; sign: object; jwk: string[] }> = {
  HS256: { generate: { name: 'HMAC', hash: 'SHA-256', length: 256 }, sign: { name: 'HMAC' }, jwk: ['kty', 'k'] },
  RS256: {
    generate: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) },
    sign: { name: 'RSASSA-PKCS1-v1_5' },
    jwk: ['kty', 'n', 'e'],
  },
  ES256: {
    generate: { name: 'ECDSA', namedCurve: 'P-256' },
    sign: { name: 'ECDSA', hash: 'SHA-256' },
    jwk: ['kty', 'crv', 'x', 'y'],
  },
  EdDSA: { generate: { name: 'Ed25519' }, sign: { name: 'Ed25519' }, jwk: ['kty', 'crv', 'x'] },
};

export const algorithms = Object.keys(ways);

export interface Key {
  readonly jwk: Record<string, unknown>;
  token(claims: object, header?: object): Promise<string>;
}

export async function makeKey(alg: string, kid?: string): Promise<Key> {
  const way = ways[alg]!;
  const made = await subtle.generateKey(way.generate as Params, true, ['sign', 'verify']);
  const pair = made as webcrypto.CryptoKeyPair;
  const all = (await subtle.exportKey('jwk', pair.publicKey ?? made)) as Record<string, unknown>;
  const jwk = Object.fromEntries(way.jwk.map((name) => [name, all[name]]));
  return {
    jwk: kid === undefined ? jwk : { ...jwk, kid },
    async token(claims, header = {}) {
      const input = `${part({ alg, ...(kid === undefined ? {} : { kid }), ...header })}.${part(claims)}`;
      const signature = await subtle.sign(way.sign as Params, pair.privateKey ?? made, Buffer.from(input));
      return `${input}.${Buffer.from(signature).toString('base64url')}`;
    },
  };
}

export const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The token with one character of its signature changed. */
export function broken(token: string): string {
  const at = token.lastIndexOf('.') + 12;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
