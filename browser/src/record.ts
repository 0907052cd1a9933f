import { verdicts, type Verdict } from './verdicts.js';

/** Claims whose signature holds under a key of the set, in a token that passed every check. */
export type Claims = RegisteredClaims & { readonly [verified]: true };

/** What the sender says of itself. Good for a display; never for a decision. */
export type UnverifiedClaims = RegisteredClaims & { readonly [verified]: false };

declare const verified: unique symbol;

/** The registered claims (RFC 7519 §4.1) and whatever else the token carries. */
export interface RegisteredClaims {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string | readonly string[];
  /** Seconds since the epoch; may be fractional. */
  readonly exp?: number;
  readonly nbf?: number;
  readonly iat?: number;
  readonly jti?: string;
  readonly [name: string]: unknown;
}

/** The token is good: between `from` and `until`, by the policy and keys that the core holds. */
export interface Accepted extends Times {
  readonly verdict: 'valid';
  readonly code: 1;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Claims;
}

/** Anything but `valid`. `header` and `claims` are there if the token is well formed. */
export interface Refused extends Times {
  readonly verdict: Exclude<Verdict, 'valid'>;
  readonly code: number;
  readonly header: Readonly<Record<string, unknown>> | undefined;
  readonly claims: UnverifiedClaims | undefined;
}

/** A verdict with what belongs to it. Ask for `verdict === 'valid'`: nothing else is acceptance. */
export type Result = Accepted | Refused;

/** Times of a token, in milliseconds since the epoch like `Date.now()`, on the clock that was given. */
export interface Times {
  /** `valid` holds for from <= now < until; -Infinity and Infinity where nothing bounds it. */
  readonly from: number;
  readonly until: number;
  readonly issuedAt: number | undefined;
  readonly expiresAt: number | undefined;
  /** From here on the pair is better refreshed; undefined if the token has no exp. */
  readonly refreshAt: number | undefined;
}

/** "Does `signature` over `input` hold under this key?" The bytes are copies and stay good. */
export interface Question {
  readonly ticket: number;
  readonly algorithm: number;
  readonly keyIndex: number;
  readonly generation: number;
  readonly input: Bytes;
  readonly signature: Bytes;
  readonly keyA: Bytes;
  readonly keyB: Bytes;
}

/** Bytes that are not shared with another thread; WebCrypto takes no others. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What is to be done with a pair; the reasons are those of ABI.md. */
export interface Decision {
  readonly action: 'use' | 'refresh' | 'login';
  readonly reason: number;
  /** Milliseconds since the epoch. */
  readonly refreshAt: number;
}

const size = 128;
const actions = [undefined, 'use', 'refresh', 'login'] as const;
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const noFrom = -(2n ** 63n);
const noUntil = 2n ** 63n - 1n;

/**
 * The result record in the memory of the module, by the layout of ABI.md. It throws a
 * RangeError if the record is not the one that was announced, or points outside of the memory; the caller
 * takes that for a trap.
 */
export class ResultRecord {
  readonly #memory: WebAssembly.Memory;
  readonly #at: number;

  constructor(memory: WebAssembly.Memory, at: number) {
    this.#memory = memory;
    this.#at = at;
  }

  /** The record as a result, if it is the one of this code. */
  result(code: number): Result {
    const view = this.#view();
    const verdict = verdicts[code];
    if (!verdict || view.getUint32(0, true) !== code) throw new RangeError();
    const header = this.#json(view, 32);
    const claims = this.#json(view, 40);
    // Of most results nobody reads the claims, so they are decoded when asked for. With `valid` they are
    // decoded now: claims that cannot be read are no acceptance.
    if (verdict === 'valid') {
      header();
      claims();
    }
    return {
      verdict,
      code,
      get header() {
        return header();
      },
      get claims() {
        return claims();
      },
      // Rounded inwards, so that a whole millisecond never claims more than the nanosecond does.
      from: bound(view, 8, 24, Math.ceil),
      until: bound(view, 16, 28, Math.floor),
      issuedAt: date(view, 48),
      expiresAt: date(view, 56),
      refreshAt: date(view, 64),
    } as Result;
  }

  question(): Question {
    const view = this.#view();
    return {
      ticket: view.getUint32(4, true),
      algorithm: view.getUint32(80, true),
      keyIndex: view.getUint32(84, true),
      generation: view.getUint32(88, true),
      input: this.#bytes(view, 92).slice(),
      signature: this.#bytes(view, 100).slice(),
      keyA: this.#bytes(view, 108).slice(),
      keyB: this.#bytes(view, 116).slice(),
    };
  }

  decision(action: number): Decision {
    const view = this.#view();
    const name = actions[action];
    if (!name || view.getUint32(72, true) !== action) throw new RangeError();
    return {
      action: name,
      reason: view.getUint32(76, true),
      refreshAt: Number(view.getBigInt64(64, true)) * 1000,
    };
  }

  /** A text that tally_message points at. */
  text(packed: bigint): string {
    const address = Number(BigInt.asUintN(32, packed >> 32n));
    const length = Number(BigInt.asUintN(32, packed));
    return text.decode(this.#slice(address, length));
  }

  // Made anew each time: the buffer is another one after the memory has grown.
  #view() {
    return new DataView(this.#memory.buffer, this.#at, size);
  }

  #slice(address: number, length: number): Bytes {
    return new Uint8Array(this.#memory.buffer as ArrayBuffer, address, length);
  }

  #bytes(view: DataView, at: number) {
    return this.#slice(view.getUint32(at, true), view.getUint32(at + 4, true));
  }

  #json(view: DataView, at: number): () => unknown {
    const bytes = this.#bytes(view, at).slice();
    let value: unknown;
    return () => (value ??= bytes.length ? JSON.parse(text.decode(bytes)) : undefined);
  }
}

function bound(view: DataView, sec: number, ns: number, round: (x: number) => number): number {
  const whole = view.getBigInt64(sec, true);
  if (whole === noFrom) return -Infinity;
  if (whole === noUntil) return Infinity;
  return Number(whole) * 1000 + round(view.getUint32(ns, true) / 1e6);
}

function date(view: DataView, at: number): number | undefined {
  const seconds = view.getBigInt64(at, true);
  return seconds === -1n ? undefined : Number(seconds) * 1000;
}
