import { beforeAll, describe, expect, test } from 'vitest';
import { members, time } from '../batch/cases.mjs';
import { runBatch } from './support/batch.ts';
import { broken, makeKey } from './support/keys.ts';

const policy = { algorithms: ['ES256', 'HS256'] };
const now = 1_700_000_000;
const lines: string[] = [];
const wanted: object[] = [];

beforeAll(async () => {
  const [key, other, secret] = [await makeKey('ES256', 'a'), await makeKey('ES256', 'a'), await makeKey('HS256', 's')];
  const token = await key.token({ exp: now + 300 });
  const keys = JSON.stringify({ keys: [key.jwk] });
  const line = (id: unknown, more: object, verdict: object, at: string | number = now) => {
    lines.push(JSON.stringify({ id, policy, keys, token, ...more, now: 0 }).replace(/0\}$/, `${at}}`));
    wanted.push({ id, ...verdict });
  };
  const secrets = JSON.stringify({ keys: [secret.jwk] });
  const signed = await secret.token({ exp: now + 300 });
  line('valid', {}, { verdict: 'valid', code: 1 });
  line('changed', { token: broken(token) }, { verdict: 'bad_signature', code: 10 });
  line('at exp', {}, { verdict: 'expired', code: 11 }, now + 300);
  line('a nanosecond before', {}, { verdict: 'valid', code: 1 }, `${now + 299}.999999999`);
  line('other keys', { keys: JSON.stringify({ keys: [other.jwk] }) }, { verdict: 'bad_signature', code: 10 });
  line('no key set after a good one', { keys: '{' }, { verdict: 'keys_unavailable', code: 20 });
  line('no keys at all', { keys: undefined }, { verdict: 'keys_unavailable', code: 20 });
  line('handed secret', { keys: secrets, token: signed }, { verdict: 'valid', code: 1 });
  line('fetched secret', { keys: secrets, token: signed, fetched: true }, { verdict: 'unusable_key', code: 9 });
  line('a lone surrogate', { token: '\ud800' }, { verdict: 'malformed', code: 2 });
  line('a line separator \u2028', { token: 'a\u2028b' }, { verdict: 'malformed', code: 2 });
  line('a megabyte and one', { token: 'a'.repeat(2 ** 20 + 1) }, { verdict: 'too_large', code: 3 });
  line(7, { policy: { algorithms: [] } }, { error: 'policy: algorithms: must not be empty' });
  line('a nested now', { policy: { algorithms: ['ES256'], x: { now: 1 } } }, { error: 'policy: x: unknown member' });
  line('no time', {}, { error: 'now: "1e9" is not a number of seconds since 1970 with at most nine places' }, '1e9');
  line('last', {}, { verdict: 'valid', code: 1 });
});

describe.each(['node.mjs', 'chromium.mjs'])('batch/%s', (runner) => {
  test('answers line by line, and nothing of one case stays for the next', async () => {
    expect(await runBatch(runner, lines)).toEqual(wanted);
  });

  test('goes on after a line that is no JSON', async () => {
    const [bad, good] = await runBatch(runner, ['{"id":', '', lines[0]!]);
    expect(bad).toMatchObject({ id: null, error: expect.stringContaining('JSON') });
    expect(good).toEqual(wanted[0]);
  });
});

describe('reading a case', () => {
  test('the text of each member is kept as written', () => {
    const text = '{ "id" : "}\\"{," , "policy":{"a":[1,{"now":2}] , "b":"x"},"now":17.50,"token":"a\\u0022","now":18.000000001 }';
    expect({ ...members(text) }).toEqual({
      id: '"}\\"{,"',
      policy: '{"a":[1,{"now":2}] , "b":"x"}',
      token: '"a\\u0022"',
      now: '18.000000001',
    });
  });

  test.each([
    ['0', 0n, 0],
    ['-1', -1n, 0],
    ['1700000000.5', 1_700_000_000n, 500_000_000],
    ['9007199254740993.000000001', 9_007_199_254_740_993n, 1],
    ['9223372036854775807', 2n ** 63n - 1n, 0],
    ['-9223372036854775808', -(2n ** 63n), 0],
  ])('the time %s', (text, sec, ns) => {
    expect(time(text)).toEqual({ sec, ns });
  });

  test.each(['', '1e3', '9223372036854775808', '"5"', '1.', '1.0000000001', '-0.5', 'null', undefined])('the time %s is none', (text) => {
    expect(() => time(text)).toThrow('is not a number of seconds');
  });
});
