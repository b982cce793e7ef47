import { randomBytes } from "node:crypto";
import { EngineError, notSupported } from "#base/errors.ts";
import { type Op, orEnd } from "#base/op.ts";
import type { BuildJob, FrontendResult, PlatformResult } from "#core/build/contract.ts";
import type { Input } from "#core/build/graph.ts";
import type { FrontendRequest } from "#core/build/request.ts";
import { statusError } from "../errors/to-client.ts";
import type { Result, ReturnRequest } from "../gen/gateway.gen.ts";
import { resultMetadata } from "./result-metadata.ts";

/** What a build came to: what is exported. */
export interface Outcome {
  readonly result: FrontendResult;
  readonly request: FrontendRequest;
}

/**
 * A build that a program of the client directs (buildx, bake): it solves, looks at results, which it calls by references, and says
 * at last which of them is the build's.
 */
export class Bridge {
  readonly job: BuildJob;
  readonly #outcomes = new Map<string, Outcome & { readonly image: PlatformResult }>();
  readonly #returned = Promise.withResolvers<Outcome | undefined>();
  /** What graphs of the client's own gave: to be looked at, not to be exported. */
  readonly #trees = new Map<string, string | undefined>();
  #answer: Outcome | undefined;
  #isReturned = false;

  constructor(job: BuildJob) {
    this.job = job;
    this.#returned.promise.catch(() => {});
  }

  /** What the client says in the end; undefined: nothing, as one does that only looks at what we can do. */
  outcome(op: Op): Promise<Outcome | undefined> {
    return orEnd(op, this.#returned.promise);
  }

  async solve(op: Op, request: FrontendRequest): Promise<{ readonly result: FrontendResult; readonly ids: string[] }> {
    const result = await this.job.solve(op, request);
    if (result.answer !== undefined) this.#answer = { result, request };
    const ids = result.images.map((image) => {
      const id = newReferenceId();
      this.#outcomes.set(id, { result, request, image });
      return id;
    });
    return { result, ids };
  }

  /** Builds a graph of the client's own. @returns what the client calls its tree by, and what the job does */
  async solveTree(op: Op, tree: Input): Promise<{ readonly id: string; readonly reference: string | undefined }> {
    const reference = await this.job.solveTree(op, tree);
    const id = newReferenceId();
    this.#trees.set(id, reference);
    return { id, reference };
  }

  /** The tree that a reference names; undefined: the empty one. @throws not-found */
  treeOf(id: string): string | undefined {
    return this.#trees.has(id) ? this.#trees.get(id) : this.#named(id).image.reference;
  }

  /** The client's last word. @throws conflict for a second · not-found for a reference that is none */
  return({ result, error }: ReturnRequest): void {
    if ((result === undefined) === (error === undefined))
      throw new EngineError("invalid-argument", "gateway return must be either result or err");
    if (this.#isReturned) throw new EngineError("conflict", "gateway result is already set");
    const outcome = result === undefined ? undefined : this.#chosen(result);
    this.#isReturned = true;
    if (error === undefined) this.#returned.resolve(outcome);
    else this.#returned.reject(statusError(error));
  }

  /** The result whose references these are: all of one solve, since nothing else can be exported as one. */
  #chosen({ result, metadata }: Result): Outcome | undefined {
    const ids = referencesOf(result);
    if (ids.some((id) => this.#trees.has(id))) throw notSupported("a result of an LLB definition as a build's");
    const chosen = ids.map((id) => this.#named(id));
    const [first] = chosen;
    if (first === undefined) return this.#answer;
    if (chosen.some((outcome) => outcome.result !== first.result))
      throw notSupported("a result that is put together of several solves");
    checkMetadata(metadata, resultMetadata(first.result));
    // A map on the wire has no order: that of the request is the index's, whatever platform stands first here.
    const images = first.result.images.filter((image) => chosen.some((outcome) => outcome.image === image));
    return { request: first.request, result: { ...first.result, images } };
  }

  #named(id: string): Outcome & { readonly image: PlatformResult } {
    const outcome = this.#outcomes.get(id);
    if (outcome === undefined) throw new EngineError("not-found", `return reference ${id} not found`);
    return outcome;
  }
}

function newReferenceId(): string {
  return randomBytes(16).toString("hex");
}

/** In each of the shapes that the protocol has had. */
function referencesOf(result: Result["result"]): string[] {
  const ids = (): string[] => {
    switch (result.case) {
      case "ref":
        return [result.value.id];
      case "refs":
        return Object.values(result.value.refs).map(({ id }) => id);
      case "refDeprecated":
        return [result.value];
      case "refsDeprecated":
        return Object.values(result.value.refs);
      default:
        return [];
    }
  };
  return ids().filter((id) => id !== "");
}

/** What is exported has the configs that we made, not others that a client would put in their place. */
function checkMetadata(given: Readonly<Record<string, Uint8Array>>, own: Readonly<Record<string, Uint8Array>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (!/^(?:containerimage\.config(?:\/|$)|refs\.platforms$)/.test(name)) continue;
    if (own[name] === undefined || !Buffer.from(own[name]).equals(value))
      throw notSupported(`a result whose ${name} the client has changed`);
  }
}
