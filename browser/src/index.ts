/**
 * Tallystick in the page: one object that keeps a pair of tokens fresh and sends them only where they belong,
 * and a verifier that gives the verdict of the proxy, by the same compiled core.
 *
 * @module
 */
export { Core, instant, load, type Instant, type Origin, type Source } from './core.js';
export { CoreError, SessionError } from './errors.js';
export type { Listener, SessionEvent } from './events.js';
export type { Pair } from './issuer.js';
export type { Lease } from './lease.js';
export type {
  Accepted,
  Claims,
  Decision,
  Question,
  Refused,
  RegisteredClaims,
  Result,
  UnverifiedClaims,
} from './record.js';
export type { SessionOptions } from './options.js';
export { Session } from './session.js';
export { judge, settle } from './judge.js';
export { Signatures } from './signature.js';
export { webStorage, type Store } from './store.js';
export { createVerifier, type ClaimRule, type Policy, type RefreshMargin, type Verifier, type VerifierOptions } from './verifier.js';
export { verdicts, type Verdict } from './verdicts.js';
