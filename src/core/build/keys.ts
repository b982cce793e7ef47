import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { type Input, type Operation, scratch, type Vertex } from "./graph.ts";

/**
 * Names of steps and of results. A *vertex digest* names a step within the graphs that are solved now: two vertices of one
 * digest are one step. A *cache key* names what can be made of equal inputs: a result is found by any of its keys, in any
 * build. All that can change the tree of a step is in both; names, places and proxies are in neither.
 */

/** Names a step. `session` tells apart the files of different clients. */
export function vertexDigest(vertex: Vertex, session: string, known = new Map<Vertex, Digest>()): Digest {
  const found = known.get(vertex);
  if (found !== undefined) return found;
  const { operation } = vertex;
  const inputs = operationInputs(operation).map((input) => inputDigest(input, session, known));
  const owner = isOfSession(vertex) ? session : "";
  const digest = keyOf(["vertex", operationText(vertex), owner, ...inputs]);
  known.set(vertex, digest);
  return digest;
}

function inputDigest(input: Input, session: string, known: Map<Vertex, Digest>): string {
  return input === scratch ? scratch : vertexDigest(input, session, known);
}

/** What another client's step of the same words may not stand for: its files, what its secrets open, what is to run again. */
function isOfSession({ operation: { kind }, meta }: Vertex): boolean {
  return meta.ignoreCache === true || ["local", "oci-layout", "result", "http", "git"].includes(kind);
}

/** The key of a step by what its inputs are. @param identities one per input, in the order of `inputsOf` */
export function definitionKey(vertex: Vertex, identities: readonly Digest[]): Digest {
  return keyOf(["definition", operationText(vertex), ...identities]);
}

/** The key of a step by what it reads of its inputs. @param facts digests of what is read, identities of what it lies on */
export function contentKey(vertex: Vertex, facts: readonly Digest[]): Digest {
  return keyOf(["content", operationText(vertex), ...facts]);
}

/** What a source is, by what its runner says of it. */
export function sourceKey(vertex: Vertex, key: string): Digest {
  return keyOf(["source", vertex.operation.kind, key]);
}

/** A key of its own for a result that is to match nothing made before it. */
export function uniqueKey(key: Digest, nonce: string): Digest {
  return keyOf(["again", key, nonce]);
}

export const scratchIdentity: Digest = keyOf([scratch]);

function keyOf(parts: readonly unknown[]): Digest {
  return digestOf(JSON.stringify(parts));
}

const texts = new WeakMap<Operation, string>();

/** All of the operation but its inputs, as text; of a program also what machine it is for. */
export function operationText({ operation, meta }: Vertex): string {
  let text = texts.get(operation);
  if (text === undefined) {
    text = JSON.stringify(plain(operation));
    texts.set(operation, text);
  }
  if (operation.kind !== "run") return text;
  const { os = "", architecture = "", variant = "" } = meta.platform ?? {};
  return JSON.stringify([text, os, architecture, variant]);
}

/** Fields in one order, without the inputs and what counts for nothing. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return digestOf(value);
  if (Array.isArray(value)) return value.map(plain);
  if (isVertex(value)) return "input";
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([name, field]) => !uncounted.has(name) && field !== undefined);
  return fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, plain(field)]);
}

const uncounted: ReadonlySet<string> = new Set(["proxyEnv", "sharedKeyHint"]);

function isVertex(value: unknown): value is Vertex {
  return typeof value === "object" && value !== null && "operation" in value && "meta" in value;
}

function operationInputs(operation: Operation): Input[] {
  const inputs: Input[] = [];
  collect(operation, inputs);
  return inputs;
}

/** In the order of fields: of the digest alone, so that a new field that holds an input cannot be forgotten. */
function collect(value: unknown, into: Input[]): void {
  if (isVertex(value)) into.push(value);
  else if (Array.isArray(value)) for (const part of value) collect(part, into);
  else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array))
    for (const name of Object.keys(value).sort()) collect((value as Record<string, unknown>)[name], into);
}
