import { unset, type Core, type Instant } from './core.js';
import type { Question, Result } from './record.js';
import type { Signatures } from './signature.js';

/** More questions than any token has; only a key set that changes all the time gets there. */
const mostRounds = 32;

/**
 * A whole verification, with the signature answered by WebCrypto (by the module itself where there is no
 * WebCrypto and it can).
 *
 * WebCrypto is asynchronous, and the instance holds one token: while the answer is awaited another
 * verification may take the instance over, or the keys may change, and the ticket is stale. So nothing is
 * held open. After each answer the token is checked again from the start and the answers known so far are
 * given in the same tick, each only to the question that it belongs to: the same token (the argument), key
 * set generation and key. A question that turns out another one is asked anew. So verifications may
 * overlap freely, and the verdict is that of the policy, keys and clock at its end.
 */
export async function judge(
  core: Core,
  token: string,
  clock: () => Instant,
  signatures: Signatures,
): Promise<Result> {
  const answers = new Map<string, boolean>();
  for (let round = 0; round < mostRounds; round++) {
    const now = clock();
    let result = core.check(token, now);
    let question: Question | undefined;
    while (result.verdict === 'signature_needed' && (question = core.question())) {
      const answer = answers.get(name(question));
      if (answer === undefined) break;
      result = core.answer(question.ticket, answer, now);
    }
    if (result.verdict !== 'signature_needed' || !question) return result;
    const holds = await signatures.holds(question);
    if (holds === undefined) return core.settles ? settle(core, token, clock()) : result;
    answers.set(name(question), holds);
  }
  return unset;
}

/** A whole verification by the module alone (`core.wasm`): the clock is one, and nothing is awaited. */
export function settle(core: Core, token: string, now: Instant): Result {
  const result = core.check(token, now);
  const question = result.verdict === 'signature_needed' ? core.question() : undefined;
  return question ? core.settle(question.ticket, now) : result;
}

function name(question: Question): string {
  return `${question.generation}/${question.keyIndex}`;
}
