import { CoreError, judge, load, settle, Signatures, type Core } from 'tallystick';
import { describe, expect, test } from 'vitest';
import { cases, type Case } from './support/corpus.ts';

// The page's way (WebCrypto answers) and the core's own; the Chromium tests hold a real page against the same.
const ways = {
  'claims.wasm': (core: Core, { token, now }: Case) => judge(core, token, () => now, new Signatures()),
  'core.wasm': (core: Core, { token, now }: Case) => settle(core, token, now),
};

describe.each(Object.entries(ways))('the corpus through %s', async (file, verdict) => {
  const module = await load(new URL(`../dist/${file}`, import.meta.url));

  test.each(cases().map((each): [string, Case] => [each.id, each]))('%s', async (_id, each) => {
    const core = module.fresh();
    core.policy(each.policy);
    try {
      if (each.keys !== undefined) core.keys(each.keys, each.fetched ? 'fetched' : 'handed');
    } catch (error) {
      expect(error).toBeInstanceOf(CoreError); // no key set is loaded then
    }
    expect((await verdict(core, each)).verdict).toBe(each.expect);
  });
});
