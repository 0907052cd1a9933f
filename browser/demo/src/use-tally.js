// The state of the page, over the session and the verifier of tally.js.
import { SessionError } from 'tallystick';
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import { broken, call, judge, knock, session, verifier } from './tally.js';

const kept = 40; // lines of the ledger

export function useTally() {
  const signedIn = ref(session.state !== 'signed-out');
  const token = ref('');
  const spent = ref([]); // access tokens before this one, newest first
  const claims = shallowRef();
  const lease = shallowRef();
  const now = ref(Date.now());
  const presented = ref('issued');
  const automatic = ref(true);
  const waiting = ref(false);
  const last = shallowRef(); // the last call and both verdicts
  const ledger = reactive([]);
  const news = ref(''); // for screen readers

  let lines = 0;
  const write = (line) => {
    ledger.unshift({ id: ++lines, at: new Date(), ...line });
    ledger.length = Math.min(ledger.length, kept);
  };
  const tell = (event, note, quiet) => {
    write({ event, note });
    if (!quiet) news.value = `${event}. ${note}`;
  };

  // A new access token: what it says of itself (the page's own verdict is asked for with each call).
  async function look() {
    const fresh = (await session.token()) ?? '';
    if (!fresh || fresh === token.value) return;
    if (token.value) spent.value = [{ token: token.value, end: lease.value.expiresAt }, ...spent.value].slice(0, 8);
    token.value = fresh;
    lease.value = session.lease;
    claims.value = (await verifier).read(fresh).claims;
  }

  const life = computed(() => {
    if (!lease.value || !claims.value) return undefined;
    const whole = (claims.value.exp - claims.value.iat) * 1000;
    const left = lease.value.expiresAt - now.value;
    return {
      whole: whole / 1000,
      left: Math.max(0, left / 1000),
      used: Math.min(1, Math.max(0, 1 - left / whole)),
      refresh: 1 - (lease.value.expiresAt - lease.value.refreshAt) / whole,
      untilRefresh: Math.max(0, (lease.value.refreshAt - now.value) / 1000),
    };
  });

  const expired = computed(() => spent.value.find(({ end }) => end <= now.value)?.token);

  const stop = session.subscribe(async (event) => {
    if (event.type === 'signed-in') {
      signedIn.value = true;
      await look();
      tell('Signed in', `A pair was cut: the access token lives ${life.value?.whole ?? '?'} s.`);
    } else if (event.type === 'refreshed') {
      await look();
      tell('Refreshed', 'The refresh token was exchanged for a new access token.');
    } else if (event.type === 'offline') {
      const wait = Math.ceil((event.retryAt - Date.now()) / 1000);
      tell('No answer', `The issuer could not be asked (${event.cause}). Still signed in; next try in ${wait} s.`);
    } else if (event.type === 'signed-out') {
      const why = { asked: 'The pair is forgotten.', refused: 'The issuer refused the refresh token.' };
      tell('Signed out', why[event.reason] ?? 'The access token has expired.');
      signedIn.value = false;
      token.value = '';
      spent.value = [];
      claims.value = lease.value = last.value = undefined;
      presented.value = 'issued';
    }
  });

  /** Presents a token to both, the page and the proxy. */
  async function present(quiet = false) {
    if (waiting.value) return;
    waiting.value = true;
    const kind = presented.value;
    try {
      const issued = await session.token();
      if (!issued) return;
      const shown = { issued, changed: broken(issued), expired: expired.value, none: '' }[kind];
      const asked = performance.now();
      const [page, proxy] = await Promise.all([judge(shown), kind === 'issued' ? call() : knock(shown)]);
      const line = { kind, page, proxy, ms: performance.now() - asked };
      // The session may have refreshed on the way; the next call shows the new one.
      last.value = { ...line, token: shown };
      write(line);
      const agree = page === proxy.verdict ? `Both say ${page}.` : `The page says ${page}, the proxy ${proxy.verdict}.`;
      if (!quiet) news.value = `${agree} ${proxy.says}`;
    } catch (error) {
      if (!(error instanceof SessionError)) tell('Not called', error.message, quiet);
    } finally {
      waiting.value = false;
      if (signedIn.value && kind !== presented.value) present(quiet); // another was chosen on the way
    }
  }

  watch(presented, () => signedIn.value && present());
  const clock = setInterval(() => (now.value = Date.now()), 200);
  const bell = setInterval(() => automatic.value && signedIn.value && present(true), 3000);
  onScopeDispose(() => {
    clearInterval(clock);
    clearInterval(bell);
    stop();
  });
  if (signedIn.value) look();

  return { signedIn, token, claims, life, presented, automatic, waiting, last, ledger, news, expired, present };
}
