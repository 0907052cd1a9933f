import { CoreError } from './errors.js';
import { ResultRecord, type Decision, type Question, type Result } from './record.js';

/** Where the compiled module comes from: an address, what was fetched from it, or the bytes. */
export type Source = URL | Response | BufferSource | Promise<Response | BufferSource>;

/** A point in time to the nanosecond: `sec` whole seconds since the epoch, `ns` from 0 to 999,999,999. */
export interface Instant {
  readonly sec: bigint;
  readonly ns: number;
}

/** Who vouches for a key set: in a fetched one `oct` keys are unusable. */
export type Origin = 'handed' | 'fetched';

interface Exports {
  memory: WebAssembly.Memory;
  _initialize?(): void;
  tally_abi(): number;
  tally_input(n: number): number;
  tally_policy(n: number): number;
  tally_keys(n: number, origin: number): number;
  tally_read(n: number): number;
  tally_check(n: number, sec: bigint, ns: number): number;
  tally_answer(ticket: number, holds: number, sec: bigint, ns: number): number;
  tally_settle?(ticket: number, sec: bigint, ns: number): number;
  tally_decide(exp: bigint, life: bigint, refresh: bigint, now: bigint): number;
  tally_result(): number;
  tally_message(): bigint;
}

/** What every module exports; core.wasm has tally_settle as well (wasm/ABI.md). */
const required =
  'memory tally_abi tally_input tally_policy tally_keys tally_read tally_check tally_answer tally_decide tally_result tally_message';

const abiVersion = 1;
const maxInput = 1 << 20;
const utf8 = new TextEncoder();
const trapped = 'core: the module has trapped';

/**
 * Loads a compiled core: `claims.wasm` beside this file unless told otherwise. A module that is not
 * of this package's kind (imports, exports, ABI version) is refused with a {@link CoreError}.
 */
export async function load(source: Source = new URL('./claims.wasm', import.meta.url)): Promise<Core> {
  let given = await source;
  if (given instanceof URL) {
    // Node cannot fetch a file. Asked this way no bundler sees a module of Node in code for pages.
    if (given.protocol === 'file:') given = process.getBuiltinModule('node:fs').readFileSync(given) as BufferSource;
    else given = await fetch(given);
  }
  if (given instanceof Response) {
    if (!given.ok) throw new CoreError(`core: ${given.url} answered ${given.status}`);
    given = await given.arrayBuffer();
  }
  return new Core(await WebAssembly.compile(given));
}

/** The milliseconds of `Date.now()` as an instant. Not a number, or beyond any clock: a RangeError. */
export function instant(ms: number): Instant {
  const sec = Math.floor(ms / 1000);
  if (!(Math.abs(sec) <= Number.MAX_SAFE_INTEGER)) throw new RangeError(`${ms} is not a time`);
  return { sec: BigInt(sec), ns: Math.floor((ms - sec * 1000) * 1e6) };
}

/**
 * One instance of the compiled core: one policy, one key set, one token at a time. Everything here is
 * synchronous. It fails closed: after a trap the instance is given up, and every later answer is the
 * verdict `unset`. {@link Core.fresh} makes another one.
 */
export class Core {
  readonly #module: WebAssembly.Module;
  readonly #wasm: Exports;
  readonly #record: ResultRecord;
  #trapped = false;

  constructor(module: WebAssembly.Module) {
    if (WebAssembly.Module.imports(module).length) throw new CoreError('core: the module has imports');
    const wasm = new WebAssembly.Instance(module).exports;
    for (const name of required.split(' ')) {
      if (!wasm[name]) throw new CoreError(`core: the module has no ${name}`);
    }
    this.#module = module;
    this.#wasm = wasm as unknown as Exports;
    this.#wasm._initialize?.(); // what a reactor module exports to be started
    const version = this.#wasm.tally_abi();
    if (version !== abiVersion) throw new CoreError(`core: the module speaks ABI ${version}, not ${abiVersion}`);
    this.#record = new ResultRecord(this.#wasm.memory, this.#wasm.tally_result() >>> 0);
  }

  /** Another instance of the same module, with no policy and no keys. */
  fresh(): Core {
    return new Core(this.#module);
  }

  /** Whether the instance has trapped; then it is of no more use. */
  get trapped(): boolean {
    return this.#trapped;
  }

  /** Whether the module checks signatures itself: `core.wasm` does, `claims.wasm` does not. */
  get settles(): boolean {
    return this.#wasm.tally_settle !== undefined;
  }

  /** Loads a policy. If it is refused the old one stays, and the {@link CoreError} says what is wrong. */
  policy(policy: object | string): void {
    const code = this.#load(policy, (n) => this.#wasm.tally_policy(n));
    if (code !== 0) throw new CoreError(this.message);
  }

  /**
   * Loads a JWK set and begins a new generation; the answer is the number of usable keys. A key that
   * cannot be used is skipped, and {@link Core.message} has a line for it. If the set is refused the
   * old one stays.
   */
  keys(keys: object | string | Uint8Array, origin: Origin = 'handed'): number {
    const from = origin === 'handed' ? 0 : 1;
    const usable = this.#load(keys, (n) => this.#wasm.tally_keys(n, from));
    if (usable < 0) throw new CoreError(this.message);
    return usable;
  }

  /** What the last policy or key set had to say: one line for each problem. */
  get message(): string {
    return this.#guard(() => this.#record.text(this.#wasm.tally_message())) ?? trapped;
  }

  /** Reads a token without judging it. The verdict is never `valid`: `signature_needed` if well formed. */
  read(token: string): Result {
    return this.#judge(token, (n) => this.#wasm.tally_read(n));
  }

  /** All checks before the signature. On `signature_needed` ask for the {@link Core.question}. */
  check(token: string, now: Instant): Result {
    return this.#judge(token, (n) => this.#wasm.tally_check(n, now.sec, now.ns));
  }

  /** The open question; good until the next call of `policy`, `keys`, `read` or `check`. */
  question(): Question | undefined {
    const question = this.#guard(() => this.#record.question());
    return question?.ticket ? question : undefined;
  }

  /** Answers a question. `signature_needed` again means that another key fits: ask for its question. */
  answer(ticket: number, holds: boolean, now: Instant): Result {
    return this.#result(() => this.#wasm.tally_answer(ticket, holds ? 1 : 0, now.sec, now.ns));
  }

  /** Lets the module check the signature. Only where {@link Core.settles}. */
  settle(ticket: number, now: Instant): Result {
    return this.#result(() => this.#wasm.tally_settle!(ticket, now.sec, now.ns));
  }

  /**
   * The refresh decision. All in milliseconds: `expiresAt` when the access token ends, `life` its whole
   * life or 0, `refresh` when the refresh token ends, 0 without one, Infinity if that is not known.
   */
  decide(expiresAt: number, life: number, refresh: number, now: number): Decision {
    const decision = this.#guard(() => {
      const action = this.#wasm.tally_decide(seconds(expiresAt), seconds(life), seconds(refresh), seconds(now));
      return this.#record.decision(action);
    });
    if (!decision) throw new CoreError(trapped);
    return decision;
  }

  #judge(token: string, call: (n: number) => number): Result {
    // Each UTF-16 unit takes at least one byte, so a text that is too long need not be encoded.
    if (token.length > maxInput) return tooLarge;
    return this.#result(() => {
      // A token is ASCII, or it is none: then it is as long in bytes, and written without a copy between.
      const { read, written } = utf8.encodeInto(token, this.#room(token.length));
      if (read === token.length) return call(written);
      const bytes = utf8.encode(token);
      return bytes.length > maxInput ? tooLarge : call(this.#write(bytes));
    });
  }

  #result(call: () => number | Result): Result {
    const result = this.#guard(() => {
      const code = call();
      if (code === 0) return unset;
      return typeof code === 'number' ? this.#record.result(code) : code;
    });
    return result ?? unset;
  }

  #load(given: object | string | Uint8Array, call: (n: number) => number): number {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    const bytes = given instanceof Uint8Array ? given : utf8.encode(text);
    // The module's own limits are lower: the beginning of a longer text is refused in the same words.
    const code = this.#guard(() => call(this.#write(bytes.subarray(0, maxInput))));
    if (code === undefined) throw new CoreError(this.message);
    return code;
  }

  #write(bytes: Uint8Array): number {
    this.#room(bytes.length).set(bytes);
    return bytes.length;
  }

  #room(length: number): Uint8Array {
    const at = this.#wasm.tally_input(length) >>> 0;
    if (!at) throw new RangeError();
    return new Uint8Array(this.#wasm.memory.buffer, at, length);
  }

  #guard<T>(call: () => T): T | undefined {
    if (this.#trapped) return undefined;
    try {
      return call();
    } catch {
      this.#trapped = true;
      return undefined;
    }
  }
}

function seconds(ms: number): bigint {
  return ms === Infinity ? 2n ** 63n - 1n : BigInt(Math.floor(ms / 1000));
}

const nothing = {
  header: undefined,
  claims: undefined,
  from: -Infinity,
  until: Infinity,
  issuedAt: undefined,
  expiresAt: undefined,
  refreshAt: undefined,
};

/** No verdict was reached. Never acceptance. */
export const unset: Result = { verdict: 'unset', code: 0, ...nothing };

const tooLarge: Result = { verdict: 'too_large', code: 3, ...nothing };
