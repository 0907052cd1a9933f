/** What happens to a session. No event carries a token. */
export type SessionEvent =
  | { readonly type: 'signed-in' | 'refreshing' | 'refreshed' }
  | {
      /** The issuer could not be asked, or not now. The session lives; it asks again at use, from `retryAt` on. */
      readonly type: 'offline';
      readonly attempts: number;
      readonly retryAt: number;
      readonly cause: string;
    }
  | { readonly type: 'signed-out'; readonly reason: 'asked' | 'refused' | 'expired' };

/** Told after the change, in a microtask of its own. */
export type Listener = (event: SessionEvent) => void;
