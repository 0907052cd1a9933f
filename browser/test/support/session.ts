import { Session, type SessionEvent, type SessionOptions } from 'tallystick';
import { onTestFinished } from 'vitest';
import { startIssuer, type Issuer, type Setting } from './issuer.ts';

export const refreshPath = '/api/token/refresh/';
export const credentials = { username: 'anna', password: 'tally-demo' };

export interface Stage {
  readonly issuer: Issuer;
  readonly session: Session;
  readonly events: SessionEvent[];
  /** Milliseconds that have passed on every clock. */
  clock: { passed: number };
  pass(seconds: number): void;
  hello(init?: RequestInit): Promise<Response>;
  refreshes(): number;
}

/** An issuer and a session against it. Their clocks go together; `skew` is how far the session's is ahead, in ms. */
export async function stage(
  setting: Partial<Setting> = {},
  options: Partial<SessionOptions> & { skew?: number } = {},
): Promise<Stage> {
  const { skew = 0, ...rest } = options;
  const clock = { passed: 0 };
  const issuer = await startIssuer({ ...setting, now: () => Date.now() + clock.passed });
  onTestFinished(() => issuer.close());
  const events: SessionEvent[] = [];
  const session = new Session({
    signInUrl: `${issuer.url}/api/token/`,
    refreshUrl: `${issuer.url}${refreshPath}`,
    origins: [issuer.url],
    now: () => Date.now() + clock.passed + skew,
    ...rest,
  });
  session.subscribe((event) => events.push(event));
  return {
    issuer,
    session,
    events,
    clock,
    pass: (seconds) => (clock.passed += seconds * 1000),
    hello: (init) => session.fetch(`${issuer.url}/api/hello/`, init),
    refreshes: () => issuer.count(refreshPath),
  };
}

/** The same, signed in. */
export async function signedIn(...given: Parameters<typeof stage>): Promise<Stage> {
  const stand = await stage(...given);
  await stand.session.signIn(credentials);
  return stand;
}

export const times = <T>(n: number, call: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => call(i)));

/** A promise and its key. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
