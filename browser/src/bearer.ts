import { parse } from './issuer.js';

/** The request with the token (RFC 6750 §2.1). */
export function authorized(request: Request, token: string): Request {
  request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

/** Whether a 401 is about the token (RFC 6750 §3.1), told by the header or, as simplejwt does, by the body. */
export async function blamesToken(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  if (response.headers.get('WWW-Authenticate')?.includes('invalid_token')) return true;
  const said = parse(await response.clone().text()) as { code?: unknown } | null | undefined;
  return said?.code === 'token_not_valid';
}
