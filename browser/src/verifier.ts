import { instant, load, unset, type Core, type Source } from './core.js';
import { judge } from './judge.js';
import type { Result } from './record.js';
import { Signatures } from './signature.js';

/** The policy document; it means the same in every host. The project's README describes its members. */
export interface Policy {
  readonly algorithms: readonly string[];
  readonly issuer?: string;
  readonly audiences?: readonly string[];
  readonly any_audience?: boolean;
  readonly subjects?: readonly string[];
  readonly types?: readonly string[];
  readonly clock_skew_seconds?: number;
  readonly max_age_seconds?: number;
  readonly require?: readonly (string | readonly string[])[];
  readonly claims?: readonly ClaimRule[];
  readonly revoked?: readonly string[];
  readonly require_expiry?: boolean;
  readonly max_token_bytes?: number;
  readonly refresh?: RefreshMargin;
}

/** What a claim must be. It is named by a string, or by an array of names for a nested one. */
export interface ClaimRule {
  readonly claim: string | readonly string[];
  readonly equals?: string | number | boolean;
  readonly contains_any?: readonly string[];
  readonly contains_all?: readonly string[];
}

/** How early to refresh: the smaller of the two, counted back from the end of the token. */
export interface RefreshMargin {
  readonly early_seconds?: number;
  readonly early_fraction?: number;
}

export interface VerifierOptions {
  readonly policy: Policy;
  /** A JWK set, or the address of one: then it is fetched at first use, and `oct` keys in it are unusable. */
  readonly keys: object | URL;
  /** The clock, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** The compiled core: `claims.wasm` of this package unless told otherwise. */
  readonly core?: Source;
}

export interface Verifier {
  /** Judges a token. It does not throw: whatever goes wrong is a verdict other than `valid`. */
  verify(token: string): Promise<Result>;
  /** Reads a token without judging it: its claims are `UnverifiedClaims`. */
  read(token: string): Result;
}

/**
 * Makes a verifier. It rejects with a {@link CoreError} if the policy or a key set handed in is wrong. A key
 * set that cannot be fetched is no error: the verdict is `keys_unavailable` until it can.
 */
export async function createVerifier(options: VerifierOptions): Promise<Verifier> {
  const core = await load(options.core);
  core.policy(options.policy);
  const verifier = new CoreVerifier(core, options);
  if (!(options.keys instanceof URL)) core.keys(options.keys);
  return verifier;
}

/** A key set is not fetched more often than this, whatever key the tokens name. */
const refetchFloor = 10_000;

class CoreVerifier implements Verifier {
  readonly #options: VerifierOptions;
  readonly #now: () => number;
  #core: Core;
  #signatures = new Signatures();
  #last: { readonly token: string; readonly result: Result } | undefined;
  #keys: object | undefined;
  #fetching: Promise<void> | undefined;
  #fetchedAt = -Infinity;

  constructor(core: Core, options: VerifierOptions) {
    this.#core = core;
    this.#options = options;
    this.#now = options.now ?? (() => Date.now());
    if (!(options.keys instanceof URL)) this.#keys = options.keys;
  }

  async verify(token: string): Promise<Result> {
    try {
      const kept = this.#kept(token);
      if (kept) return kept;
      this.#renew();
      let result = await this.#judge(token);
      const missing = result.verdict === 'unknown_key' || result.verdict === 'keys_unavailable';
      if (missing && (await this.#fetchKeys())) result = await this.#judge(token);
      return result;
    } catch {
      return unset;
    }
  }

  read(token: string): Result {
    this.#renew();
    return this.#core.read(token);
  }

  async #judge(token: string): Promise<Result> {
    const signatures = this.#signatures;
    const result = await judge(this.#core, token, () => instant(this.#now()), signatures);
    // Kept only if the keys are still those that it was judged by.
    if (result.verdict === 'valid' && signatures === this.#signatures) this.#last = { token, result };
    return result;
  }

  // The last token that was good stays good from `from` until `until`, as long as the keys are the same.
  #kept(token: string): Result | undefined {
    const now = this.#now();
    const last = this.#last;
    return last?.token === token && last.result.from <= now && now < last.result.until ? last.result : undefined;
  }

  // A trap costs one verdict, not the verifier.
  #renew(): void {
    if (!this.#core.trapped) return;
    this.#core = this.#core.fresh();
    this.#forget();
    this.#core.policy(this.#options.policy);
    if (this.#keys) this.#core.keys(this.#keys, this.#options.keys instanceof URL ? 'fetched' : 'handed');
  }

  // Generations are counted by each instance for itself, so another instance never sees these keys.
  #forget(): void {
    this.#signatures = new Signatures();
    this.#last = undefined;
  }

  /** Whether there may be other keys now than before. */
  async #fetchKeys(): Promise<boolean> {
    const address = this.#options.keys;
    if (!(address instanceof URL)) return false;
    if (!this.#fetching) {
      if (Math.abs(Date.now() - this.#fetchedAt) < refetchFloor) return false;
      this.#fetchedAt = Date.now();
      this.#fetching = this.#fetch(address).finally(() => (this.#fetching = undefined));
    }
    return this.#fetching.then(() => true, () => false);
  }

  async #fetch(address: URL): Promise<void> {
    const response = await fetch(address, { signal: AbortSignal.timeout(10_000), cache: 'no-cache' });
    if (!response.ok) throw new Error(`keys: ${address} answered ${response.status}`);
    // The bytes as they came: text() would mend what the core refuses.
    const bytes = new Uint8Array(await response.arrayBuffer());
    this.#core.keys(bytes, 'fetched');
    this.#keys = bytes;
    this.#forget();
  }
}
