import type { MessageInitShape } from "@bufbuild/protobuf";
import { EngineError } from "#base/errors.ts";
import type { FrontendResult } from "#core/build/contract.ts";
import { resultDefinition } from "../definition/result-definition.ts";
import type { ResultSchema, SolveRequest, SolveResponseSchema } from "../gen/gateway.gen.ts";
import { resultMetadata } from "./result-metadata.ts";

interface Solved {
  readonly result: FrontendResult;
  /** One for each image. */
  readonly ids: readonly string[];
}

/** A result as the client can take it. @throws invalid-argument for a client of before BuildKit 0.3, where it is more than one tree */
export function solveResponse(
  { result, ids }: Solved,
  request: Pick<SolveRequest, "allowResultReturn" | "allowResultArrayRef">,
): MessageInitShape<typeof SolveResponseSchema> {
  const metadata = resultMetadata(result);
  if (request.allowResultArrayRef) return { result: { result: references({ result, ids }), metadata } };
  if (result.index && !request.allowResultReturn)
    throw new EngineError("invalid-argument", "solve did not return default result");
  const [first = ""] = ids;
  const named = Object.fromEntries(result.images.map(({ key }, at) => [key, ids[at] ?? ""]));
  return {
    ...(request.allowResultReturn ? {} : { ref: first }),
    result: {
      metadata,
      result: result.index
        ? { case: "refsDeprecated", value: { refs: named } }
        : { case: "refDeprecated", value: first },
    },
  };
}

/** A tree without an image, as the client can take it. */
export function treeResponse(
  { id, reference }: { readonly id: string; readonly reference: string | undefined },
  request: Pick<SolveRequest, "allowResultReturn" | "allowResultArrayRef">,
): MessageInitShape<typeof SolveResponseSchema> {
  if (request.allowResultArrayRef)
    return { result: { result: { case: "ref", value: { id, def: resultDefinition(reference) } } } };
  return {
    ...(request.allowResultReturn ? {} : { ref: id }),
    result: { result: { case: "refDeprecated", value: id } },
  };
}

function references({ result, ids }: Solved): NonNullable<MessageInitShape<typeof ResultSchema>["result"]> {
  const refs = result.images.map(({ key, reference }, at) => {
    return [key, { id: ids[at] ?? "", def: resultDefinition(reference) }] as const;
  });
  if (result.index) return { case: "refs", value: { refs: Object.fromEntries(refs) } };
  return { case: "ref", value: refs[0]?.[1] ?? { id: "" } };
}
