/** Two tokens that belong together, in simplejwt's words. */
export interface Pair {
  readonly access: string;
  readonly refresh?: string;
}

/** What the issuer said, with what its clock can be told from. */
export interface Answer {
  readonly status: number;
  /** The pair, if the answer carries an access token. */
  readonly pair: Pair | undefined;
  /** The issuer's sentence on a refusal. */
  readonly detail: string | undefined;
  /** Milliseconds to wait, by Retry-After in seconds; 0 if it does not say. */
  readonly retryAfter: number;
  readonly receipt: Receipt;
}

/** When an answer was asked for and came, by the local clock, and what the server's clock said: milliseconds. */
export interface Receipt {
  readonly sent: number;
  readonly received: number;
  readonly date: number | undefined;
}

/** Asks the issuer. It rejects if no whole answer came before the deadline, in milliseconds. */
export async function ask(
  send: typeof fetch,
  url: string | URL,
  body: unknown,
  deadline: number,
  now: () => number,
): Promise<Answer> {
  const sent = now();
  const response = await send(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    cache: 'no-store',
    // A redirect would carry the password or the refresh token to wherever it points.
    redirect: 'error',
    signal: AbortSignal.timeout(deadline),
  });
  const received = now();
  const date = Date.parse(response.headers.get('Date') ?? '');
  const json = parse(await response.text());
  return {
    status: response.status,
    pair: response.ok ? pairOf(json) : undefined,
    detail: (json as { detail?: string } | null | undefined)?.detail,
    retryAfter: Number(response.headers.get('Retry-After')) * 1000 || 0,
    receipt: { sent, received, date: Number.isNaN(date) ? undefined : date },
  };
}

/** The pair in a decoded JSON value; undefined if there is no access token in it. */
export function pairOf(json: unknown): Pair | undefined {
  const { access, refresh } = (json ?? {}) as { access?: unknown; refresh?: unknown };
  if (typeof access !== 'string' || !access) return undefined;
  return typeof refresh === 'string' && refresh ? { access, refresh } : { access };
}

/** A JSON text as a value; undefined if it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
