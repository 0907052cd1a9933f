// All that this page needs of the package: a session that keeps the pair, and a verifier that judges tokens
// by the policy and the keys that the proxy uses too.
import { createVerifier, Session } from 'tallystick';

export const policy = {
  algorithms: ['ES256'],
  claims: [{ claim: 'token_type', equals: 'access' }],
  refresh: { early_seconds: 60, early_fraction: 0.2 },
};

export const session = new Session({ policy });

export const verifier = createVerifier({
  policy,
  keys: new URL('/.well-known/jwks.json', location.href),
});

/** What the page says of a token. That there is none is seen by the host, not by the core. */
export async function judge(token) {
  if (!token) return 'missing_token';
  return (await (await verifier).verify(token)).verdict;
}

/** What the proxy says of a token: its answer to a call of the API that it guards. */
export async function knock(token) {
  return told(await fetch('/api/hello/', { headers: token ? { Authorization: `Bearer ${token}` } : {} }));
}

/** The same by the session, as a page would call: it brings the token, and a fresh one if need be. */
export async function call() {
  return told(await session.fetch('/api/hello/'));
}

async function told(response) {
  const body = await response.json().catch(() => ({}));
  return {
    status: response.status,
    verdict: response.ok ? 'valid' : (body.verdict ?? 'none'),
    says: body.message ?? body.detail ?? '',
  };
}

/** Where the character stands that is changed to break a token: well inside of the signature. */
export const changedAt = (token) => token.lastIndexOf('.') + 12;

/** The token with one character of its signature changed. */
export function broken(token) {
  const at = changedAt(token);
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
