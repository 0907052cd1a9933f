/** A place that keeps one text over reloads. What it throws is borne: the session then lives in memory. */
export interface Store {
  read(): string | null;
  /** Keeps the text; null removes it. */
  write(text: string | null): void;
}

/**
 * A store in localStorage or sessionStorage: `webStorage(() => localStorage)`. It takes a function because
 * in some pages the mere mention of `localStorage` throws. Any script of the page can read what is there.
 */
export function webStorage(storage: () => Storage, key = 'tallystick'): Store {
  return {
    read: () => storage().getItem(key),
    write: (text) => (text === null ? storage().removeItem(key) : storage().setItem(key, text)),
  };
}
