import { EngineError } from "#base/errors.ts";
import type { GivenInput } from "#core/build/request.ts";
import type { ImageConfig } from "#formats/oci/image.ts";
import { definedTree } from "../definition/defined-tree.ts";
import type { Definition } from "../gen/ops.gen.ts";
import type { FrontendOptions } from "../requests/frontend-request.ts";

/** The trees that a client gives a build as contexts, with the configs that it says they have. @throws invalid-argument · not-implemented */
export function frontendInputs(
  definitions: Readonly<Record<string, Definition>>,
  options: FrontendOptions,
): Record<string, GivenInput> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => {
      const config = configOf(options[`input-metadata:${name}`]);
      return [name, { tree: definedTree(definition), ...(config === undefined ? {} : { config }) }];
    }),
  );
}

/** `{"containerimage.config": base64 of the config}`: a map of bytes as Go's encoding/json writes it. */
function configOf(metadata: string | undefined): ImageConfig | undefined {
  if (metadata === undefined) return undefined;
  try {
    const config = (JSON.parse(metadata) as Record<string, unknown>)["containerimage.config"];
    return typeof config === "string" ? JSON.parse(Buffer.from(config, "base64").toString()) : undefined;
  } catch (error) {
    throw new EngineError("invalid-argument", "failed to parse the metadata of an input", { cause: error });
  }
}
