/** The core cannot be used, or does not take what it was given. The message says why. */
export class CoreError extends Error {
  override name = 'CoreError';
}

/**
 * Why there is no token, or no pair.
 * - `offline`: the issuer could not be asked, or could not answer; trying later makes sense
 * - `refused`: the issuer said no; the message is the issuer's own sentence
 * - `ended`: signed out, or in as somebody else, while the call was waiting
 */
export class SessionError extends Error {
  override name = 'SessionError';
  readonly code: 'offline' | 'refused' | 'ended';

  constructor(code: SessionError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
