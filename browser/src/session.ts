import { authorized, blamesToken } from './bearer.js';
import { load, type Core } from './core.js';
import { SessionError } from './errors.js';
import type { Listener, SessionEvent } from './events.js';
import { ask, pairOf, parse, type Answer, type Pair, type Receipt } from './issuer.js';
import { leaseOf, type Lease } from './lease.js';
import type { SessionOptions } from './options.js';

/** A pair as the session holds it. It is replaced as a whole; whoever awaited compares the object. */
interface Held {
  readonly pair: Pair;
  /** The sign-in that the pair descends from. */
  readonly line: object;
  readonly receipt: Receipt;
  /** Whether the issuer gave the access token to this session, just then. */
  readonly minted: boolean;
  /** Asked of the core once; see {@link Session.token}. */
  lease?: Lease;
}

/** A token younger than this that is refused is not refreshed: another one would be refused as well. */
const tooYoung = 5_000;
const longestWait = 60_000;
const longestRetryAfter = 300_000;

const ended = 'The session has ended';
const unreachable = 'The issuer cannot be reached';

/** Keeps a pair of tokens fresh. It works on use: no timer has to fire for it to be right. */
export class Session {
  readonly #options: SessionOptions;
  readonly #origins: ReadonlySet<string>;
  readonly #now: () => number;
  readonly #send: typeof fetch;
  readonly #listeners = new Set<Listener>();
  #core: Promise<Core> | undefined;
  #held: Held | undefined;
  /** The exchange under way for the pair that is held. */
  #flight: Promise<void> | undefined;
  #signIns = 0;
  #attempts = 0;
  #retryAt = -Infinity;

  constructor(options: SessionOptions = {}) {
    this.#options = options;
    const own = globalThis.location?.origin;
    this.#origins = new Set((options.origins ?? (own ? [own] : [])).map((text) => new URL(text).origin));
    this.#now = options.now ?? (() => Date.now());
    this.#send = options.fetch ?? ((input, init) => fetch(input, init));
    const pair = pairOf(parse(tolerate(() => options.store?.read()) ?? ''));
    if (pair) this.#held = this.#hold(pair, {});
  }

  /** `offline` is signed in too: the issuer could not be reached for the last refresh. */
  get state(): 'signed-out' | 'signed-in' | 'offline' {
    if (!this.#held) return 'signed-out';
    return this.#attempts ? 'offline' : 'signed-in';
  }

  /** The lease of the token that is held, once it has been asked for. */
  get lease(): Lease | undefined {
    return this.#held?.lease;
  }

  /** Tells the listener of each event, until the function that it gives back is called. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Exchanges credentials, such as `{username, password}`, for a pair. Rejects with a {@link SessionError}
   * `refused`, and leaves the session as it is, if the issuer does not want them.
   */
  async signIn(credentials: object): Promise<void> {
    const own = ++this.#signIns;
    let answer: Answer;
    try {
      answer = await this.#ask(this.#options.signInUrl ?? '/api/token/', credentials);
    } catch (cause) {
      throw new SessionError('offline', unreachable, { cause });
    }
    if (own !== this.#signIns) throw new SessionError('ended', ended);
    if (answer.pair) return this.#begin(this.#hold(answer.pair, {}, answer.receipt));
    const later = answer.status < 400 || answer.status >= 500 || answer.status === 429;
    throw new SessionError(later ? 'offline' : 'refused', answer.detail ?? `The issuer answered ${answer.status}`);
  }

  /** Takes a pair that came another way. It replaces the one that is held. */
  async adopt(pair: Pair): Promise<void> {
    const taken = pairOf(pair);
    if (!taken) throw new TypeError('adopt: the pair has no access token');
    this.#signIns++;
    await this.#begin(this.#hold(taken, {}));
  }

  /** Forgets the pair, here and in the store. A refresh or sign-in under way comes to nothing. */
  signOut(): void {
    this.#signIns++;
    this.#end('asked');
  }

  /**
   * An access token to send now; undefined when signed out.
   *
   * For each token the core is asked once, for its lease. At use two numbers are compared with the clock:
   * before `refreshAt` the token is good; from then until `expiresAt` it is good still, and a refresh runs
   * beside; after that the call waits for the refresh. Rejects with a {@link SessionError} if there is no
   * token to be had: `offline` (try again) or `ended`.
   */
  async token(): Promise<string | undefined> {
    return (await this.#current())?.pair.access;
  }

  /** Refreshes now, whatever the clock and earlier failures say. Rejects as {@link Session.token} does. */
  async refresh(): Promise<void> {
    const held = this.#held;
    if (!held?.pair.refresh) throw new SessionError('ended', ended);
    this.#retryAt = -Infinity;
    await this.#refresh(held);
    this.#successor(held);
  }

  /**
   * `fetch` with the access token for the listed origins; any other request goes out as it is, and so
   * does one that brings its own Authorization. On a 401 that blames the token the request is sent once
   * more with a fresh one, unless its body is a stream, which cannot be sent twice.
   */
  async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const once = init?.body instanceof ReadableStream;
    // A Request's body can be read once, so the one that was given is kept for the second time.
    const make = () => new Request(input instanceof Request && !once ? input.clone() : input, init);
    const request = make();
    if (!this.#listed(request.url) || request.headers.has('Authorization')) return this.#send(request);
    const held = await this.#current();
    if (!held) return this.#send(request);
    const response = await this.#send(authorized(request, held.pair.access));
    if (once || !this.#listed(response.url || request.url) || !(await blamesToken(response))) return response;
    const fresh = await this.#fresher(held);
    if (!fresh) return response;
    await response.body?.cancel();
    return this.#send(authorized(make(), fresh.pair.access));
  }

  #listed(url: string): boolean {
    return this.#origins.has(new URL(url).origin);
  }

  async #current(): Promise<Held | undefined> {
    const held = this.#held;
    if (!held) return undefined;
    const lease = held.lease ?? (await this.#leaseOf(held));
    if (this.#held !== held) return this.#successor(held);
    const now = this.#now();
    if (now < lease.refreshAt) return held;
    const refresh = this.#refresh(held);
    if (now < lease.expiresAt) return held;
    await refresh;
    return this.#successor(held);
  }

  /** What has come of a pair that has been waited for: the pair after it, or an error. */
  #successor(held: Held): Held {
    const next = this.#held;
    if (next === held) throw new SessionError('offline', unreachable);
    // Another sign-in may be another user: what was begun for the one is not sent for the other.
    if (next?.line !== held.line) throw new SessionError('ended', ended);
    return next;
  }

  /** A pair to try after this one was refused, if there is any: often another call has refreshed already. */
  async #fresher(held: Held): Promise<Held | undefined> {
    if (this.#held === held) {
      const age = this.#now() - held.receipt.received;
      if (!held.pair.refresh || (held.minted && Math.abs(age) < tooYoung)) return undefined;
      await this.#refresh(held);
    }
    const next = this.#held;
    return next !== held && next?.line === held.line ? next : undefined;
  }

  /** One exchange for all who ask; it never rejects. What came of it shows in what is held. */
  async #refresh(held: Held): Promise<void> {
    if (!held.pair.refresh) return this.#end('expired');
    if (!this.#flight) {
      const wait = this.#retryAt - this.#now();
      // A longer wait than any that is set means that the clock was put back.
      if (wait > 0 && wait <= longestRetryAfter) return;
      this.#flight = this.#exchange(held);
    }
    return this.#flight;
  }

  async #exchange(held: Held): Promise<void> {
    this.#tell({ type: 'refreshing' });
    const url = this.#options.refreshUrl ?? '/api/token/refresh/';
    let cause: unknown;
    const answer = await this.#ask(url, { refresh: held.pair.refresh }).catch((error: unknown) => {
      cause = error;
    });
    // Signed out, or in as somebody else, in the meantime: that holds, and the answer is dropped.
    if (this.#held !== held) return;
    if (answer?.pair) return this.#advance(held, answer.pair, answer.receipt);
    if (answer?.status === 401 || answer?.status === 400) return this.#end('refused');
    this.#postpone(answer ? `the issuer answered ${answer.status}` : String(cause), answer?.retryAfter);
  }

  async #advance(held: Held, pair: Pair, receipt: Receipt): Promise<void> {
    // Without rotation the answer has no refresh token: the old one stays good.
    const next = this.#hold({ ...held.pair, ...pair }, held.line, receipt);
    this.#replace(next);
    this.#save(next.pair);
    // If the core cannot be loaded the next call of token() says so; the pair is safe.
    await this.#leaseOf(next).catch(() => undefined);
    if (this.#held === next) this.#tell({ type: 'refreshed' });
  }

  #postpone(cause: string, retryAfter = 0): void {
    this.#flight = undefined;
    this.#attempts++;
    // Spread out, so that clients do not come back all at once.
    const wait = Math.min(longestWait, 1000 * 2 ** (this.#attempts - 1)) * (0.5 + Math.random() / 2);
    this.#retryAt = this.#now() + Math.max(wait, Math.min(longestRetryAfter, retryAfter));
    this.#tell({ type: 'offline', attempts: this.#attempts, retryAt: this.#retryAt, cause });
  }

  #ask(url: string | URL, body: object): Promise<Answer> {
    return ask(this.#send, url, body, this.#options.deadline ?? 10_000, this.#now);
  }

  async #leaseOf(held: Held): Promise<Lease> {
    this.#core ??= this.#load();
    try {
      const core = await this.#core;
      held.lease ??= leaseOf(core, held.pair, held.receipt);
      if (core.trapped) this.#core = undefined;
      return held.lease;
    } catch (error) {
      this.#core = undefined; // asked for again at the next use
      throw error;
    }
  }

  async #load(): Promise<Core> {
    const core = await load(this.#options.core);
    if (this.#options.policy) core.policy(this.#options.policy);
    return core;
  }

  #hold(pair: Pair, line: object, receipt?: Receipt): Held {
    const unknown = { sent: -Infinity, received: this.#now(), date: undefined };
    return { pair, line, receipt: receipt ?? unknown, minted: receipt !== undefined };
  }

  async #begin(held: Held): Promise<void> {
    this.#replace(held);
    this.#save(held.pair);
    this.#tell({ type: 'signed-in' });
    await this.#leaseOf(held);
  }

  #end(reason: 'asked' | 'refused' | 'expired'): void {
    if (!this.#held) return;
    this.#replace(undefined);
    this.#save(null);
    this.#tell({ type: 'signed-out', reason });
  }

  // Whatever is held from here on: an exchange for the pair before it comes to nothing.
  #replace(held: Held | undefined): void {
    this.#flight = undefined;
    this.#held = held;
    this.#attempts = 0;
    this.#retryAt = -Infinity;
  }

  // Each listener in a microtask of its own: in order, after the change is complete, and what one throws is
  // reported as uncaught and stops nobody else.
  #tell(event: SessionEvent): void {
    for (const listener of this.#listeners) {
      queueMicrotask(() => this.#listeners.has(listener) && listener(event));
    }
  }

  #save(pair: Pair | null): void {
    tolerate(() => this.#options.store?.write(pair && JSON.stringify(pair)));
  }
}

function tolerate<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
