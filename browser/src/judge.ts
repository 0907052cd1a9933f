import { unset, type Core, type Instant } from './core.js';
import type { Question, Result } from './record.js';
import type { Signatures } from './signature.js';

/** More questions than any token has; only a key set that changes all the time gets there. */
const mostQuestions = 32;

/**
 * A whole verification, with the signature answered by WebCrypto (by the module itself where there is no
 * WebCrypto and it can).
 *
 * WebCrypto is asynchronous, and the instance holds one token: while an answer is awaited another
 * verification may take the instance over, or the keys may change. Then the ticket is stale, and the core
 * says so. In that case the token is checked again from the start, and the answers known so far are given
 * in the same tick, each only to the question that it belongs to: that of the same token (the argument),
 * key set generation and key. Any other question is asked anew. So verifications may overlap freely, none
 * waits for another, and the verdict is that of the policy, keys and clock at its end.
 */
export async function judge(
  core: Core,
  token: string,
  clock: () => Instant,
  signatures: Signatures,
): Promise<Result> {
  const answers = new Map<string, boolean>();
  let result = core.check(token, clock());
  for (let asked = 0; asked < mostQuestions; asked++) {
    const question = open(core, result);
    if (!question) return result;
    const holds = await signatures.holds(question);
    if (holds === undefined) return core.settles ? settle(core, token, clock()) : result;
    answers.set(name(question), holds);
    result = core.answer(question.ticket, holds, clock());
    if (result.verdict === 'unset') result = again(core, token, clock(), answers);
  }
  return unset;
}

/** A whole verification by the module alone (`core.wasm`): the clock is one, and nothing is awaited. */
export function settle(core: Core, token: string, now: Instant): Result {
  const result = core.check(token, now);
  const question = open(core, result);
  return question ? core.settle(question.ticket, now) : result;
}

function again(core: Core, token: string, now: Instant, answers: ReadonlyMap<string, boolean>): Result {
  let result = core.check(token, now);
  for (let question; (question = open(core, result)); ) {
    const answer = answers.get(name(question));
    if (answer === undefined) break;
    result = core.answer(question.ticket, answer, now);
  }
  return result;
}

function open(core: Core, result: Result): Question | undefined {
  return result.verdict === 'signature_needed' ? core.question() : undefined;
}

function name(question: Question): string {
  return `${question.generation}/${question.keyIndex}`;
}
