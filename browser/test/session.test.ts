import { Session, SessionError, webStorage } from 'tallystick';
import { describe, expect, test } from 'vitest';
import { json } from './support/issuer.ts';
import { credentials, gate, refreshPath, signedIn, stage, times } from './support/session.ts';

const refusal = json(
  401,
  { detail: 'Given token not valid for any token type', code: 'token_not_valid' },
  { 'WWW-Authenticate': 'Bearer realm="api", error="invalid_token"' },
);

describe('signing in and out', () => {
  test('a password becomes a pair, and calls carry the access token', async () => {
    const { session, hello, issuer, events } = await signedIn();
    expect(session.state).toBe('signed-in');
    expect((await hello()).status).toBe(200);
    expect(issuer.requests.at(-1)?.authorization).toBe(`Bearer ${await session.token()}`);
    expect(events).toEqual([{ type: 'signed-in' }]);
  });

  test('a wrong password is refused in the words of the issuer, and leaves the session as it was', async () => {
    const { session, hello } = await signedIn();
    const before = await session.token();
    const wrong = session.signIn({ username: 'anna', password: 'wrong' });
    await expect(wrong).rejects.toMatchObject({
      name: 'SessionError',
      code: 'refused',
      message: 'No active account found with the given credentials',
    });
    expect(await session.token()).toBe(before);
    expect((await hello()).status).toBe(200);
  });

  test('signed out: no token, and requests go out as they are', async () => {
    const { session, hello, issuer, events } = await signedIn();
    session.signOut();
    expect(session.state).toBe('signed-out');
    expect(await session.token()).toBeUndefined();
    const response = await hello();
    expect([response.status, (await response.json()).verdict]).toEqual([401, 'missing_token']);
    expect(issuer.requests.at(-1)?.authorization).toBeUndefined();
    expect(events.at(-1)).toEqual({ type: 'signed-out', reason: 'asked' });
    session.signOut();
    await expect.poll(() => events.length).toBe(2);
  });

  test('a sign-out while a sign-in is under way wins', async () => {
    const hold = gate();
    const { session } = await stage({ before: () => hold.opened });
    const signing = session.signIn(credentials);
    session.signOut();
    hold.open();
    await expect(signing).rejects.toMatchObject({ code: 'ended' });
    expect(session.state).toBe('signed-out');
  });

  test('the later of two sign-ins wins, whichever is answered last', async () => {
    const hold = gate();
    const { session, issuer } = await stage({
      before: (_path, body) => (body.username === 'first' ? hold.opened : undefined),
    });
    const first = session.signIn({ ...credentials, username: 'first' });
    await session.signIn({ ...credentials, username: 'second' });
    hold.open();
    await expect(first).rejects.toMatchObject({ code: 'ended' });
    expect(claimsOf(await session.token()).user_id).toBe('second');
    expect(issuer.count('/api/token/')).toBe(2);
  });

  test('an issuer that is down is no refusal', async () => {
    const { session, issuer } = await stage();
    await issuer.close();
    await expect(session.signIn(credentials)).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('refreshing', () => {
  test('the lease is the core\'s: the smaller of 60 s and a fifth of the life', async () => {
    for (const [life, early] of [[3600, 60], [300, 60], [30, 6], [5, 1]] as const) {
      const { session } = await signedIn({ accessLife: life });
      const { refreshAt, expiresAt } = session.lease!;
      expect([life, (expiresAt - refreshAt) / 1000]).toEqual([life, early]);
      const { exp } = claimsOf(await session.token());
      expect(expiresAt).toBe(exp! * 1000);
    }
  });

  test('early: the token is used still, and one refresh runs beside', async () => {
    const { session, pass, hello, refreshes, events } = await signedIn();
    const old = await session.token();
    pass(250);
    const [first] = await times(20, () => session.token());
    expect(first).toBe(old);
    await expect.poll(() => events.map((event) => event.type)).toEqual(['signed-in', 'refreshing', 'refreshed']);
    expect(await session.token()).not.toBe(old);
    expect((await hello()).status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  test('expired: twenty calls wait for one refresh, and none is refused', async () => {
    const { pass, hello, refreshes, issuer } = await signedIn();
    pass(301);
    const answers = await times(20, () => hello());
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(refreshes()).toBe(1);
    expect(issuer.count('/api/hello/')).toBe(20);
  });

  test('refused by the API: twenty calls, one refresh, each sent once more', async () => {
    const stand = await signedIn();
    const { issuer, session, hello, refreshes, pass } = stand;
    const revoked = await session.token();
    pass(10);
    issuer.set.before = () => (issuer.requests.at(-1)?.authorization === `Bearer ${revoked}` ? refusal : undefined);
    const answers = await times(20, () => hello());
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    expect(refreshes()).toBe(1);
    expect(issuer.count('/api/hello/')).toBe(40);
  });

  test('simplejwt\'s own 401, which blames the token in its body only, is understood too', async () => {
    const { issuer, hello, refreshes, pass } = await signedIn();
    pass(10);
    issuer.set.before = (path) =>
      path === '/api/hello/' && issuer.count(path) === 1 ? { ...refusal, headers: { 'Content-Type': 'application/json' } } : undefined;
    expect((await hello()).status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  test('a 401 of another kind is not the token\'s fault', async () => {
    const { issuer, hello, refreshes, pass } = await signedIn();
    pass(10);
    issuer.set.before = (path) => (path === '/api/hello/' ? json(401, { code: 'user_inactive' }) : undefined);
    expect((await hello()).status).toBe(401);
    expect(refreshes()).toBe(0);
  });

  test('an API that refuses every token is asked twice at most, and a fresh token is not refreshed again', async () => {
    const { issuer, hello, refreshes, pass } = await signedIn();
    issuer.set.before = (path) => (path === '/api/hello/' ? refusal : undefined);
    pass(10);
    expect((await hello()).status).toBe(401);
    expect([refreshes(), issuer.count('/api/hello/')]).toEqual([1, 2]);
    await times(10, () => hello());
    expect([refreshes(), issuer.count('/api/hello/')]).toEqual([1, 12]);
  });

  test('the late 401 of a call that lost does not refresh again: it is sent with the token that won', async () => {
    const hold = gate();
    const { issuer, session, hello, refreshes, pass } = await signedIn();
    pass(10);
    issuer.set.before = async (path) => {
      if (path !== '/api/hello/' || issuer.count(path) !== 1) return undefined;
      await hold.opened;
      return refusal;
    };
    const late = hello();
    await expect.poll(() => issuer.count('/api/hello/')).toBe(1);
    await session.refresh();
    hold.open();
    expect((await late).status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  test('a refresh that the issuer refuses ends the session, once and for all', async () => {
    const { issuer, session, hello, refreshes, pass, events } = await signedIn();
    issuer.set.before = (path) => (path === refreshPath ? refusal : undefined);
    pass(301);
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => hello()));
    for (const answer of answers) expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'ended' } });
    expect(session.state).toBe('signed-out');
    expect(await session.token()).toBeUndefined();
    await hello();
    expect(refreshes()).toBe(1);
    expect(events.filter((event) => event.type === 'signed-out')).toEqual([{ type: 'signed-out', reason: 'refused' }]);
  });

  test('with rotation each refresh token is used once, and the store has the newest', async () => {
    const store = memory();
    const { session, pass, refreshes, hello } = await signedIn({ rotate: true }, { store });
    for (let round = 1; round <= 3; round++) {
      const { refresh } = JSON.parse(store.text!);
      pass(301);
      expect((await hello()).status).toBe(200);
      expect(JSON.parse(store.text!).refresh).not.toBe(refresh);
      expect(JSON.parse(store.text!).access).toBe(await session.token());
      expect(refreshes()).toBe(round);
    }
  });

  test('a life shorter than the margin is no storm of refreshes', async () => {
    const { session, refreshes } = await signedIn({ accessLife: 4 });
    await times(50, () => session.token());
    expect(refreshes()).toBe(0);
  });

  test('a pair without a refresh token is used to its end, and then the session has ended', async () => {
    const { session, issuer, pass, refreshes, events } = await stage();
    const { access } = await issuer.pair();
    await session.adopt({ access });
    pass(299);
    expect(await session.token()).toBe(access);
    pass(2);
    await expect(session.token()).rejects.toMatchObject({ code: 'ended' });
    expect(events.at(-1)).toEqual({ type: 'signed-out', reason: 'expired' });
    expect(refreshes()).toBe(0);
  });

  test('a token that is no JWT is used until it is refused', async () => {
    const { session, issuer, pass, hello, refreshes } = await stage();
    const { refresh } = await issuer.pair();
    await session.adopt({ access: '9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b', refresh });
    pass(86_000);
    expect(await session.token()).toHaveLength(40);
    expect((await hello()).status).toBe(200);
    expect(refreshes()).toBe(1);
  });
});

describe('what is not a logout', () => {
  const failures: Record<string, Parameters<typeof json> | 'hang' | 'drop'> = {
    '500': [500, {}],
    '502 with a page': [502, '<html>'],
    '429': [429, { detail: 'Request was throttled.' }],
    '403 of something in between': [403, {}],
    '200 without a token (a captive portal)': [200, '<html>sign in to the wifi</html>'],
    'no answer at all': 'hang',
    'a connection that breaks': 'drop',
  };

  test.each(Object.entries(failures))('%s', async (_name, failure) => {
    const stand = await signedIn({}, { deadline: 300 });
    const { issuer, session, events, pass, hello } = stand;
    const token = await session.token();
    const hold = gate();
    issuer.set.before = async (path) => {
      if (path !== refreshPath) return undefined;
      if (failure === 'hang') await hold.opened;
      return Array.isArray(failure) ? json(...failure) : { status: 200, headers: { 'Content-Length': '999' }, body: '{' };
    };
    // Early, the token that holds still is used.
    pass(250);
    expect(await session.token()).toBe(token);
    await expect.poll(() => session.state).toBe('offline');
    expect(events.at(-1)).toMatchObject({ type: 'offline', attempts: 1 });
    // Past its end there is none to use; the session lives.
    pass(60);
    await expect(session.token()).rejects.toMatchObject({ code: 'offline' });
    await expect(hello()).rejects.toMatchObject({ code: 'offline' });
    expect(session.state).toBe('offline');
    // And when the issuer is back it goes on as if nothing had been.
    hold.open();
    issuer.set.before = () => undefined;
    pass(120);
    expect((await hello()).status).toBe(200);
    expect(session.state).toBe('signed-in');
    expect(events.at(-1)).toMatchObject({ type: 'refreshed' });
  });

  test('waits grow, nobody asks in between, and each failure is told', async () => {
    const { issuer, session, events, clock, pass, refreshes } = await signedIn();
    issuer.set.before = (path) => (path === refreshPath ? json(503, {}) : undefined);
    pass(301);
    const waits = [];
    for (let attempt = 1; attempt <= 9; attempt++) {
      await expect(session.token()).rejects.toMatchObject({ code: 'offline' });
      await times(5, () => session.token().catch(() => undefined));
      expect(refreshes()).toBe(attempt);
      const event = events.at(-1)!;
      if (event.type !== 'offline') throw new Error(event.type);
      expect(event).toMatchObject({ attempts: attempt, cause: 'the issuer answered 503' });
      const wait = event.retryAt - (Date.now() + clock.passed);
      waits.push(wait);
      clock.passed += wait + 1;
    }
    waits.forEach((wait, i) => {
      const most = Math.min(60_000, 1000 * 2 ** i);
      expect(wait).toBeLessThanOrEqual(most);
      expect(wait).toBeGreaterThan(most / 2 - 100);
    });
  });

  test('Retry-After is kept to, up to five minutes', async () => {
    for (const [header, wait] of [['30', 30], ['86400', 300]] as const) {
      const { issuer, session, events, pass, clock } = await signedIn();
      issuer.set.before = (path) => (path === refreshPath ? json(503, {}, { 'Retry-After': header }) : undefined);
      pass(301);
      await expect(session.token()).rejects.toMatchObject({ code: 'offline' });
      const event = events.at(-1)!;
      const found = event.type === 'offline' ? event.retryAt - (Date.now() + clock.passed) : 0;
      expect(Math.abs(found - wait * 1000)).toBeLessThan(1000);
    }
  });

  test('refresh() asks at once, whatever the wait', async () => {
    const { issuer, session, pass, refreshes } = await signedIn();
    issuer.set.before = (path) => (path === refreshPath ? json(503, {}) : undefined);
    pass(301);
    await expect(session.token()).rejects.toMatchObject({ code: 'offline' });
    await expect(session.refresh()).rejects.toMatchObject({ code: 'offline' });
    issuer.set.before = () => undefined;
    await session.refresh();
    expect([session.state, refreshes()]).toEqual(['signed-in', 3]);
  });

  test('a clock that is put back does not stretch the wait', async () => {
    const { issuer, session, pass, hello } = await signedIn();
    issuer.set.before = (path) => (path === refreshPath ? json(503, {}) : undefined);
    pass(4000);
    await expect(session.token()).rejects.toMatchObject({ code: 'offline' });
    pass(-3600);
    issuer.set.before = () => undefined;
    expect((await hello()).status).toBe(200);
  });
});

describe('who comes in between', () => {
  test('a sign-out during a refresh wins', async () => {
    const hold = gate();
    const store = memory();
    const { issuer, session, hello, pass, events } = await signedIn({}, { store });
    issuer.set.before = async (path) => void (path === refreshPath && (await hold.opened));
    pass(301);
    const waiting = hello();
    await expect.poll(() => issuer.count(refreshPath)).toBe(1);
    session.signOut();
    hold.open();
    await expect(waiting).rejects.toMatchObject({ code: 'ended' });
    expect([session.state, store.text, await session.token()]).toEqual(['signed-out', null, undefined]);
    expect(events.at(-1)).toEqual({ type: 'signed-out', reason: 'asked' });
  });

  test('another account during a refresh wins, and nothing of the first is sent in its name', async () => {
    const hold = gate();
    const { issuer, session, hello, pass } = await signedIn();
    issuer.set.before = async (path) => void (path === refreshPath && (await hold.opened));
    pass(301);
    const waiting = hello({ method: 'POST', body: 'of anna' });
    await expect.poll(() => issuer.count(refreshPath)).toBe(1);
    await session.signIn({ ...credentials, username: 'berta' });
    hold.open();
    await expect(waiting).rejects.toMatchObject({ code: 'ended' });
    expect(claimsOf(await session.token()).user_id).toBe('berta');
    expect(issuer.requests.some((request) => request.body === 'of anna')).toBe(false);
    expect((await hello()).status).toBe(200);
  });

  test('a late refusal of the first account\'s refresh does not end the second', async () => {
    const hold = gate();
    const { issuer, session, pass } = await signedIn();
    issuer.set.before = async (path) => {
      if (path !== refreshPath) return undefined;
      await hold.opened;
      return refusal;
    };
    pass(301);
    const waiting = session.token();
    await session.adopt(await issuer.pair('berta'));
    hold.open();
    await expect(waiting).rejects.toMatchObject({ code: 'ended' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(session.state).toBe('signed-in');
  });

  test('a listener may sign out while it is told', async () => {
    const { session, pass, events } = await signedIn();
    session.subscribe((event) => event.type === 'refreshed' && session.signOut());
    pass(301);
    await session.token().catch(() => undefined);
    await expect.poll(() => events.map((event) => event.type)).toEqual(['signed-in', 'refreshing', 'refreshed', 'signed-out']);
    expect(await session.token()).toBeUndefined();
  });

  test('who has left is not told', async () => {
    const { session } = await stage();
    const heard: string[] = [];
    const leave = session.subscribe((event) => heard.push(event.type));
    const signing = session.signIn(credentials);
    leave();
    await signing;
    expect(heard).toEqual([]);
  });
});

describe('clocks', () => {
  const skews = [-86_400, -3600, -90, 0, 90, 3600, 86_400];

  test.each(skews)('a local clock that is %i s ahead costs no refresh and no refusal', async (skew) => {
    const { session, hello, pass, refreshes, issuer } = await signedIn({}, { skew: skew * 1000 });
    expect((await hello()).status).toBe(200);
    pass(235);
    expect((await hello()).status).toBe(200);
    expect(refreshes()).toBe(0);
    pass(8);
    await session.token();
    await expect.poll(refreshes).toBe(1);
    pass(301);
    expect((await hello()).status).toBe(200);
    expect([refreshes(), issuer.count('/api/hello/')]).toEqual([2, 3]);
  });

  test.each(skews)('the same by iat alone, with %i s, where the Date cannot be read', async (skew) => {
    const without: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      const headers = new Headers(response.headers);
      headers.delete('Date');
      return new Response(response.body, { status: response.status, headers });
    };
    const { hello, pass, refreshes } = await signedIn({}, { skew: skew * 1000, fetch: without });
    pass(235);
    expect((await hello()).status).toBe(200);
    expect(refreshes()).toBe(0);
    pass(8);
    await hello();
    await expect.poll(refreshes).toBe(1);
  });

  test('after eight hours of sleep the first call refreshes, and the API refuses nothing', async () => {
    const { hello, pass, refreshes, issuer } = await signedIn();
    pass(8 * 3600);
    const answers = await times(5, () => hello());
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect([refreshes(), issuer.count('/api/hello/')]).toEqual([1, 5]);
  });

  test('a clock that is put back an hour while the session runs is mended by the first refusal', async () => {
    const stand = await signedIn();
    const { issuer, hello, refreshes, pass } = stand;
    pass(10);
    const server = issuer.set.now;
    issuer.set.now = () => server() + 3_600_000; // seen from here the server is an hour ahead
    expect((await hello()).status).toBe(200);
    expect(refreshes()).toBe(1);
  });
});

describe('where the token goes', () => {
  test('not to an origin that is not listed', async () => {
    const { session } = await signedIn();
    const other = await stage();
    await session.fetch(`${other.issuer.url}/api/hello/`);
    expect(other.issuer.requests.at(-1)?.authorization).toBeUndefined();
  });

  test('not along a redirect to another origin', async () => {
    const { session, issuer, refreshes, pass } = await signedIn();
    const other = await stage();
    pass(10);
    issuer.set.before = (path) =>
      path === '/api/away/' ? { status: 307, headers: { Location: `${other.issuer.url}/api/hello/` } } : undefined;
    const response = await session.fetch(`${issuer.url}/api/away/`);
    expect(response.url).toBe(`${other.issuer.url}/api/hello/`);
    expect(other.issuer.requests.at(-1)?.authorization).toBeUndefined();
    expect([response.status, refreshes()]).toEqual([401, 0]);
  });

  test('along a redirect of its own origin', async () => {
    const { session, issuer } = await signedIn();
    issuer.set.before = (path) => (path === '/api/hello' ? { status: 301, headers: { Location: '/api/hello/' } } : undefined);
    expect((await session.fetch(`${issuer.url}/api/hello`)).status).toBe(200);
  });

  test('no redirect takes the password or the refresh token along', async () => {
    const other = await stage();
    const { session, issuer, pass } = await signedIn();
    issuer.set.before = (path) => ({ status: 307, headers: { Location: `${other.issuer.url}${path}` } });
    await expect(session.signIn(credentials)).rejects.toMatchObject({ code: 'offline' });
    pass(301);
    await expect(session.token()).rejects.toMatchObject({ code: 'offline' });
    expect(other.issuer.requests).toEqual([]);
  });

  test('a request that brings its own Authorization keeps it', async () => {
    const { hello, issuer, refreshes } = await signedIn();
    await hello({ headers: { Authorization: 'Bearer theirs' } });
    expect(issuer.requests.at(-1)?.authorization).toBe('Bearer theirs');
    expect(refreshes()).toBe(0);
  });

  test('neither events nor errors carry a secret', async () => {
    const { session, issuer, events, pass } = await signedIn();
    const secrets = [await session.token(), credentials.password];
    issuer.set.before = () => json(503, { detail: 'down' });
    pass(301);
    const errors = [
      await session.token().catch((error: Error) => error),
      await session.signIn(credentials).catch((error: Error) => error),
    ];
    const told = [JSON.stringify(events), ...errors.map((error) => String(error) + String((error as Error).stack))].join();
    for (const secret of secrets) expect(told).not.toContain(secret);
    expect(told).not.toContain('eyJ');
  });

  test('an origin that is none is an error at once', () => {
    expect(() => new Session({ origins: ['api.example'] })).toThrow(TypeError);
  });
});

describe('sending a body twice', () => {
  const form = new FormData();
  form.set('note', 'bytes');
  const bodies: Record<string, () => RequestInit> = {
    text: () => ({ method: 'POST', body: 'bytes' }),
    octets: () => ({ method: 'PUT', body: new TextEncoder().encode('bytes') }),
    'a blob': () => ({ method: 'POST', body: new Blob(['bytes']) }),
    parameters: () => ({ method: 'POST', body: new URLSearchParams({ note: 'bytes' }) }),
    'a form': () => ({ method: 'POST', body: form }),
    nothing: () => ({ method: 'POST' }),
  };

  async function refusedOnce() {
    const stand = await signedIn();
    stand.pass(10);
    stand.issuer.set.before = (path) => (path === '/api/note/' && stand.issuer.count(path) === 1 ? refusal : undefined);
    const sent = () => stand.issuer.requests.filter((request) => request.path === '/api/note/');
    return { ...stand, url: `${stand.issuer.url}/api/note/`, sent };
  }

  test.each(Object.entries(bodies))('%s', async (name, init) => {
    const { session, url, sent, refreshes } = await refusedOnce();
    expect((await session.fetch(url, init())).status).toBe(200);
    const [first, second] = sent();
    expect(refreshes()).toBe(1);
    expect(first?.authorization).not.toBe(second?.authorization);
    if (name === 'a form') expect(second?.body).toContain('bytes');
    else expect(second?.body).toBe(first?.body);
  });

  test('a Request with a body, which stays good for its owner', async () => {
    const { session, url, sent } = await refusedOnce();
    const request = new Request(url, { method: 'POST', body: 'bytes', headers: { 'X-Note': '1' } });
    expect((await session.fetch(request)).status).toBe(200);
    expect(sent().map((each) => each.body)).toEqual(['bytes', 'bytes']);
    expect(await request.text()).toBe('bytes');
  });

  test('a stream is sent once, and the 401 is the answer', async () => {
    const { session, url, sent, refreshes } = await refusedOnce();
    const body = new Blob(['bytes']).stream();
    const response = await session.fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect([response.status, refreshes(), sent().map((each) => each.body)]).toEqual([401, 0, ['bytes']]);
  });
});

describe('over a reload', () => {
  test('the pair in the store is taken up', async () => {
    const store = memory();
    const { session, issuer } = await signedIn({}, { store });
    const again = new Session({ store, origins: [issuer.url] });
    expect(again.state).toBe('signed-in');
    expect(await again.token()).toBe(await session.token());
    session.signOut();
    expect(new Session({ store }).state).toBe('signed-out');
  });

  test('a reload in the middle of a refresh loses nothing where the old token stays good', async () => {
    const store = memory();
    const hold = gate();
    const { session, issuer, pass, clock } = await signedIn({}, { store });
    issuer.set.before = (path) => (path === refreshPath && issuer.count(path) === 1 ? hold.opened : undefined);
    pass(301);
    const lost = session.token().catch((error: SessionError) => error.code);
    await expect.poll(() => issuer.count(refreshPath)).toBe(1);
    const again = new Session({
      store,
      origins: [issuer.url],
      refreshUrl: issuer.url + refreshPath,
      now: () => Date.now() + clock.passed,
    });
    expect((await again.fetch(`${issuer.url}/api/hello/`)).status).toBe(200);
    hold.open();
    expect(await lost).toMatch(/^ey/);
  });

  test.each(['', '{', 'null', '[]', '{"access":7}', '{"access":""}', '{"refresh":"r"}'])('a store that holds %j is empty', (text) => {
    expect(new Session({ store: memory(text) }).state).toBe('signed-out');
  });

  test('a store that throws is borne', async () => {
    const store = webStorage(() => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    });
    const { session, hello, pass } = await signedIn({}, { store });
    expect((await hello()).status).toBe(200);
    pass(301);
    expect((await hello()).status).toBe(200);
    session.signOut();
    expect(session.state).toBe('signed-out');
  });
});

describe('the core', () => {
  test('that cannot be loaded is said, and asked for again', async () => {
    let asked = 0;
    const { session, issuer } = await stage({}, { core: new URL('file:///nowhere/claims.wasm') });
    await expect(session.adopt(await issuer.pair())).rejects.toThrow(/nowhere/);
    await expect(session.token().finally(() => asked++)).rejects.toThrow(/nowhere/);
    expect([session.state, asked]).toEqual(['signed-in', 1]);
  });

  test('adopt wants an access token', async () => {
    const { session } = await stage();
    await expect(session.adopt({} as never)).rejects.toThrow('adopt: the pair has no access token');
    expect(new SessionError('ended', 'x')).toBeInstanceOf(Error);
  });
});

function memory(text: string | null = null) {
  return {
    text,
    read() {
      return this.text;
    },
    write(next: string | null) {
      this.text = next;
    },
  };
}

function claimsOf(token: string | undefined): { exp?: number; user_id?: string } {
  return JSON.parse(Buffer.from(token!.split('.')[1]!, 'base64url').toString());
}
