import type { Source } from './core.js';
import type { Store } from './store.js';
import type { Policy } from './verifier.js';

export interface SessionOptions {
  /** Where a password is exchanged for a pair: by default simplejwt's `/api/token/`. */
  readonly signInUrl?: string | URL;
  /** Where a refresh token is exchanged: by default simplejwt's `/api/token/refresh/`. */
  readonly refreshUrl?: string | URL;
  /** The origins that get the access token: by default the page's own, and none outside of a page. */
  readonly origins?: readonly string[];
  /** Where the pair outlives a reload; by default it does not. */
  readonly store?: Store;
  /** Its `refresh` says how early to refresh: by default 60 s, at most a fifth of the token's life. */
  readonly policy?: Policy;
  /** The longest that the issuer may take to answer, in milliseconds: by default 10 s. */
  readonly deadline?: number;
  /** The clock, in milliseconds since the epoch. */
  readonly now?: () => number;
  readonly fetch?: typeof fetch;
  /** The compiled core: `claims.wasm` of this package unless told otherwise. */
  readonly core?: Source;
}
