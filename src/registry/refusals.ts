import type { EngineError } from "#base/errors.ts";
import { manifestNotFound, pullAccessDenied, repositoryNotFound } from "#core/registry/errors.ts";
import { AnswerError, answerError } from "./answer-error.ts";
import type { ResponseHead } from "./http/response-parser.ts";

/** What a registry's refusals are told as: a pull gives some of them a sense (moby distribution/errors.go). */
export class RefusalTexts {
  readonly #familiarName: string;
  readonly #pulling: boolean;

  constructor(familiarName: string, pulling: boolean) {
    this.#familiarName = familiarName;
    this.#pulling = pulling;
  }

  /** @param suffix `:TAG` or `@DIGEST` of what was asked for */
  toError(head: ResponseHead, body: Buffer, suffix: string): EngineError {
    return this.ofAnswer(answerError(head, body), suffix);
  }

  ofAnswer(answer: AnswerError, suffix: string): EngineError {
    const [first] = answer.errors;
    if (!this.#pulling || first === undefined) return answer.toEngineError();
    const plain = new AnswerError(answer.status, [first], { retryAfterMs: answer.retryAfterMs }).toEngineError();
    const facts = { status: answer.status, registryCode: first.code, answer: answer.message };
    if (!first.detailed) return plain;
    if (first.code === "DENIED") return pullAccessDenied(this.#familiarName, first.text, facts);
    if (first.code === "MANIFEST_UNKNOWN") return manifestNotFound(`${this.#familiarName}${suffix}`, first.text, facts);
    if (first.code === "NAME_UNKNOWN") return repositoryNotFound(this.#familiarName, first.text, facts);
    return plain;
  }
}
