import { CoreError, judge, load, settle, Signatures, type Core } from 'tallystick';
import { describe, expect, test } from 'vitest';
import { runBatch } from './support/batch.ts';
import { cases, type Case } from './support/corpus.ts';

// The page's way (WebCrypto answers) and the core's own.
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

test.each(['node.mjs', 'chromium.mjs'])('the whole corpus through batch/%s', { timeout: 60_000 }, async (runner) => {
  const all = cases();
  const answers = await runBatch(runner, all.map((each) => each.line));
  const wrong = answers.filter((answer, i) => answer.id !== all[i]!.id || answer.verdict !== all[i]!.expect);
  expect(wrong).toEqual([]);
  expect(answers).toHaveLength(all.length);
});
