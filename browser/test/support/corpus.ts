import { readdirSync, readFileSync } from 'node:fs';
import { members, time } from '../../batch/cases.mjs';
import type { Instant } from 'tallystick';

/** One case of testdata/: a question, and the verdict that every host must give. */
export interface Case {
  readonly id: string;
  readonly policy: string;
  readonly keys: string | undefined;
  readonly fetched: boolean;
  readonly token: string;
  readonly now: Instant;
  readonly expect: string;
  /** The case as a line of the batch format. */
  readonly line: string;
}

const folder = new URL('../../../testdata/cases/', import.meta.url);

/** All cases of the corpus. It is never empty. */
export function cases(): Case[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  if (!files.length) throw new Error(`no cases in ${folder.pathname}`);
  return files.sort().map((name) => {
    const raw: Record<string, string | undefined> = members(readFileSync(new URL(name, folder), 'utf8'));
    const value = (member: string) => (raw[member] === undefined ? undefined : JSON.parse(raw[member]));
    const id = name.replace(/\.json$/, '');
    const keys = value('keys_text') ?? raw.keys;
    const parts = { id: JSON.stringify(id), ...pick(raw, 'policy', 'token', 'fetched', 'now'), keys: JSON.stringify(keys) };
    return {
      id,
      policy: raw.policy!,
      keys,
      fetched: value('fetched') === true,
      token: value('token'),
      now: time(raw.now),
      expect: value('expect'),
      line: `{${Object.entries(parts).filter(([, text]) => text).map(([key, text]) => `"${key}":${text?.replaceAll('\n', ' ')}`)}}`,
    };
  });
}

const pick = (from: Record<string, string | undefined>, ...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, from[name]]));
