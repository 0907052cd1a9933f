// An issuer and a protected API over real HTTP, in simplejwt's wire format, for tests: it counts what it is
// asked, and does what it is told to (fail, wait, rotate). Its verdicts are the compiled core's.
import { randomUUID, subtle, type webcrypto } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instant, load, settle } from 'tallystick';

export const policy = {
  algorithms: ['ES256'],
  claims: [{ claim: 'token_type', equals: 'access' }],
  refresh: { early_seconds: 60, early_fraction: 0.2 },
};

export interface Setting {
  /** Lives in seconds. */
  accessLife: number;
  refreshLife: number;
  /** Whether a refresh gives a new refresh token and ends the old one. */
  rotate: boolean;
  /** The clock of the server, in milliseconds since the epoch. */
  now: () => number;
  /** Comes before every answer; if it gives a status, that is the answer. */
  before: (path: string, body: Record<string, unknown>) => Promise<Odd | void> | Odd | void;
  /** Serves what is none of the issuer's paths. */
  other: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface Odd {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface Request {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Issuer {
  readonly url: string;
  readonly set: Setting;
  readonly requests: Request[];
  readonly keys: { keys: object[] };
  count(path: string): number;
  mint(claims: Record<string, unknown>): Promise<string>;
  pair(user?: string): Promise<{ access: string; refresh: string }>;
  close(): Promise<void>;
}

export async function startIssuer(given: Partial<Setting> = {}, port = 0): Promise<Issuer> {
  const set: Setting = {
    accessLife: 300,
    refreshLife: 86400,
    rotate: false,
    now: Date.now,
    before: () => undefined,
    other: (_request, response) => answer(response, { status: 404 }),
    ...given,
  };
  const signer = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { kty, crv, x, y } = await subtle.exportKey('jwk', signer.publicKey);
  const keys = { keys: [{ kty, crv, x, y, kid: 'test-1', use: 'sig', alg: 'ES256' }] };
  const core = await load(new URL('../../dist/core.wasm', import.meta.url));
  core.policy(policy);
  core.keys(keys, 'fetched');
  const ended = new Set<string>();
  const requests: Request[] = [];

  const mint = (claims: Record<string, unknown>) => sign(signer.privateKey, claims);
  const claims = (type: string, user: string, life: number) => {
    const iat = Math.floor(set.now() / 1000);
    return { token_type: type, exp: iat + life, iat, jti: randomUUID().replaceAll('-', ''), user_id: user };
  };
  const pair = async (user = '1') => ({
    refresh: await mint(claims('refresh', user, set.refreshLife)),
    access: await mint(claims('access', user, set.accessLife)),
  });

  async function refresh(body: Record<string, unknown>): Promise<Odd> {
    const given = String(body.refresh ?? '');
    const { token_type, user_id } = (core.read(given).claims ?? {}) as Record<string, string>;
    if (token_type !== 'refresh' || ended.has(given)) {
      return json(401, { detail: 'Token is invalid', code: 'token_not_valid' });
    }
    const next = await pair(user_id);
    if (!set.rotate) return json(200, { access: next.access });
    ended.add(given);
    return json(200, next);
  }

  function hello(authorization = ''): Odd {
    if (!authorization.startsWith('Bearer ')) {
      return json(401, {
        detail: 'Authentication credentials were not provided.',
        code: 'not_authenticated',
        verdict: 'missing_token',
      }, { 'WWW-Authenticate': 'Bearer realm="api"' });
    }
    const { verdict } = settle(core, authorization.slice(7), instant(set.now()));
    if (verdict === 'valid') return json(200, { message: 'Hello, World!' });
    const message = verdict === 'expired' ? 'Token is expired' : 'Token is invalid';
    return json(401, {
      detail: 'Given token not valid for any token type',
      code: 'token_not_valid',
      messages: [{ token_class: 'AccessToken', token_type: 'access', message }],
      verdict,
    }, { 'WWW-Authenticate': `Bearer realm="api", error="invalid_token", error_description="${message}"` });
  }

  async function route(path: string, body: Record<string, unknown>, authorization?: string): Promise<Odd | void> {
    if (path === '/api/token/') {
      if (body.password === 'tally-demo') return json(200, await pair(String(body.username)));
      return json(401, { detail: 'No active account found with the given credentials' });
    }
    if (path === '/api/token/refresh/') return refresh(body);
    if (path.startsWith('/api/')) return hello(authorization);
    if (path === '/.well-known/jwks.json') return json(200, keys);
  }

  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { authorization } = request.headers;
    requests.push({ path, authorization, body: text });
    let body: Record<string, unknown> = {};
    if (request.headers['content-type'] === 'application/json') body = JSON.parse(text);
    // What a request finds is decided when it comes; how long the answer takes is another matter.
    const odd = await set.before(path, body);
    const found = odd ?? (await route(path, body, authorization));
    if (!found) return set.other(request, response);
    answer(response, { ...found, headers: { Date: new Date(set.now()).toUTCString(), ...found.headers } });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set,
    requests,
    keys,
    count: (path) => requests.filter((request) => request.path === path).length,
    mint,
    pair,
    close: () => new Promise((done) => (server.closeAllConnections(), server.close(() => done()))),
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Odd {
  return { status, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } };
}

function answer(response: ServerResponse, { status, headers = {}, body = '' }: Odd): void {
  response.writeHead(status, headers).end(body);
}

async function sign(key: webcrypto.CryptoKey, claims: object): Promise<string> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'ES256', kid: 'test-1', typ: 'JWT' })}.${part(claims)}`;
  const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}
