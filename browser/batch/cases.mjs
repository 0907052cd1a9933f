// The batch format, a line of JSON for each case, as every host reads it: in Node and in a page.
import { CoreError } from '../dist/index.js';

/**
 * Runs cases one after the other. `core` is a loaded core that is never used itself; `decide(core, token, at)`
 * gives the result. What comes back takes a line and gives a line.
 */
export function runner(core, decide) {
  let loaded = { setup: undefined, core: undefined };

  // Another policy or key set means another instance, so that an old key set never stays behind.
  function prepare({ policy, keys, fetched }) {
    const setup = JSON.stringify([policy, keys, fetched]);
    if (loaded.setup === setup && !loaded.core.trapped) return loaded.core;
    const fresh = core.fresh();
    fresh.policy(policy);
    // A key set that is refused is none: the verdict is then keys_unavailable.
    if (keys !== undefined) quietly(() => fresh.keys(keys, fetched ? 'fetched' : 'handed'));
    loaded = { setup, core: fresh };
    return fresh;
  }

  return async function run(line) {
    let id = null;
    try {
      const raw = members(line);
      const value = (name) => (raw[name] === undefined ? undefined : JSON.parse(raw[name]));
      id = value('id') ?? null;
      const at = time(raw.now);
      const ready = prepare({ policy: raw.policy ?? '', keys: value('keys'), fetched: value('fetched') === true });
      const { verdict, code } = await decide(ready, value('token') ?? '', at);
      return JSON.stringify({ id, verdict, code });
    } catch (error) {
      return JSON.stringify({ id, error: error.message });
    }
  };
}

function quietly(call) {
  try {
    call();
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
  }
}

/** Seconds as written, such as 1700000000.5, as an instant; no floating point comes near it. */
export function time(text) {
  const [, whole, part = ''] = /^(-?\d{1,19})(?:\.(\d{1,9}))?$/.exec(text ?? '') ?? [];
  const ns = Number(part.padEnd(9, '0'));
  const sec = whole === undefined ? undefined : BigInt(whole);
  if (sec === undefined || sec !== BigInt.asIntN(64, sec) || (whole.startsWith('-') && ns)) {
    throw new Error(`now: "${text}" is not a number of seconds since 1970 with at most nine places`);
  }
  return { sec, ns };
}

/**
 * The members of a JSON object with the text of each value as written: the policy goes to the core byte for
 * byte, and `now` keeps its digits. Of two members of one name the last counts, as in JSON.parse.
 */
export function members(line) {
  const names = Object.keys(JSON.parse(line)); // throws if the line is not JSON
  const found = Object.fromEntries(names.map((name) => [name, undefined]));
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g;
  let depth = 0;
  let name;
  let start;
  for (let match; (match = token.exec(line)); ) {
    const text = match[0];
    if (depth === 1 && (text === ',' || text === '}') && name !== undefined) {
      found[name] = line.slice(start, match.index).trim();
      name = undefined;
    }
    if (text === '{' || text === '[') depth++;
    else if (text === '}' || text === ']') depth--;
    else if (depth === 1 && text === ':' && start === undefined) start = token.lastIndex;
    else if (depth === 1 && name === undefined && text[0] === '"') {
      name = JSON.parse(text);
      start = undefined;
    }
  }
  return found;
}
