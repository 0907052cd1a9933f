import type { Bytes, Question } from './record.js';

/** How WebCrypto takes the key and the signature of an algorithm, by its number in ABI.md. */
interface Way {
  readonly algorithm: RsaHashedImportParams & EcKeyImportParams & EcdsaParams;
  key(subtle: SubtleCrypto, question: Question, way: Way): Promise<CryptoKey>;
}

const raw = (bytes: (question: Question) => Bytes): Way['key'] => (subtle, question, way) =>
  subtle.importKey('raw', bytes(question), way.algorithm, false, ['verify']);

const jwk: Way['key'] = (subtle, { keyA, keyB }, way) =>
  subtle.importKey('jwk', { kty: 'RSA', n: base64url(keyA), e: base64url(keyB) }, way.algorithm, false, ['verify']);

const ways: Readonly<Record<number, Way>> = {
  1: { algorithm: named({ name: 'HMAC', hash: 'SHA-256' }), key: raw(({ keyA }) => keyA) },
  4: { algorithm: named({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }), key: jwk },
  10: {
    algorithm: named({ name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }),
    key: raw(({ keyA, keyB }) => Uint8Array.of(4, ...keyA, ...keyB)),
  },
  13: { algorithm: named({ name: 'Ed25519' }), key: raw(({ keyA }) => keyA) },
};

/** Answers signature questions through WebCrypto, and keeps the keys that it imported. */
export class Signatures {
  readonly #keys = new Map<string, Promise<CryptoKey>>();

  /**
   * Whether the signature holds; undefined if that cannot be said here: no WebCrypto (a page that did
   * not come over https), or an algorithm that this browser does not have.
   */
  async holds(question: Question): Promise<boolean | undefined> {
    const subtle = globalThis.crypto?.subtle;
    const way = ways[question.algorithm];
    if (!subtle || !way) return undefined;
    try {
      const key = await this.#key(subtle, question, way);
      return await subtle.verify(way.algorithm, key, question.signature, question.input);
    } catch {
      return undefined;
    }
  }

  #key(subtle: SubtleCrypto, question: Question, way: Way): Promise<CryptoKey> {
    const id = `${question.generation}/${question.keyIndex}/${question.algorithm}`;
    let key = this.#keys.get(id);
    if (!key) this.#keys.set(id, (key = way.key(subtle, question, way)));
    return key;
  }
}

// WebCrypto's types want the members of every algorithm at once.
function named(algorithm: object): Way['algorithm'] {
  return algorithm as Way['algorithm'];
}

function base64url(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
