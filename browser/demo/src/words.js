/** What the verdicts that this page can show mean, and what a token is presented as. */
export const meanings = {
  valid: 'the signature holds and every check passed',
  malformed: 'this is not a strict compact JWS',
  bad_signature: 'the signature does not hold under the key',
  expired: 'the clock has reached exp',
  missing_token: 'the request carries no token',
  keys_unavailable: 'no key set has been loaded yet',
  unknown_key: 'the key set has no key of that name',
};

export const kinds = {
  issued: { label: 'As issued', note: 'the access token that the session holds' },
  changed: { label: 'One character changed', note: 'a single letter of the signature' },
  expired: { label: 'An expired one', note: 'the access token before this one' },
  none: { label: 'None at all', note: 'a request without Authorization' },
};

/** How a verdict is coloured. */
export function mood(verdict) {
  if (!verdict) return 'idle';
  if (verdict === 'valid') return 'good';
  return { expired: 'dry', missing_token: 'bare' }[verdict] ?? 'bad';
}

export const seconds = (value) => `${Math.ceil(value)} s`;
