import type { Core } from './core.js';
import type { Pair, Receipt } from './issuer.js';

/** When to refresh and when the access token ends: milliseconds of the local clock, Infinity if not known. */
export interface Lease {
  readonly refreshAt: number;
  readonly expiresAt: number;
}

/**
 * What the core says of a token's times, carried over to the local clock. A text that is no JWT, or a token
 * without exp, is used until it is refused. Without a refresh token there is nothing to be early for.
 */
export function leaseOf(core: Core, pair: Pair, receipt: Receipt): Lease {
  const { issuedAt, expiresAt = Infinity, refreshAt = Infinity } = core.read(pair.access);
  const offset = clockOffset(receipt, issuedAt);
  return { refreshAt: (pair.refresh ? refreshAt : expiresAt) - offset, expiresAt: expiresAt - offset };
}

/**
 * How far the server's clock is ahead of the local one, in milliseconds. It is told from the Date of the answer
 * that brought the token, or, where that cannot be read (another origin), from the token's iat. That second
 * was true on the server at some moment between `sent` and `received`; if a clock that agrees with the local
 * one could have said it too, the answer is 0.
 */
export function clockOffset({ sent, received, date }: Receipt, issuedAt: number | undefined): number {
  const second = date ?? issuedAt;
  if (second === undefined) return 0;
  return Math.max(second - received, Math.min(0, second + 999 - sent));
}
