import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { distributionInspect } from "#client/distribution-inspect.ts";
import { parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { ExitError } from "../../errors.ts";
import type { Io } from "../../io/io.ts";

/** Finds what images are called with the digests that their registries have for them. */
export type PinImage = (image: string) => Promise<string>;

/** Asks registries through the engine. @throws ExitError */
export function imagePinner(op: Op, io: Io, client: Client): PinImage {
  const credentials = new Credentials(io);
  return async (image) => {
    const reference = withDefaultTag(parseReference(image));
    const name = referenceText(reference);
    if (reference.digest !== undefined) return referenceText({ ...reference, tag: undefined } as typeof reference);
    const registryAuth = await credentials.headerFor(op, reference);
    try {
      const { Descriptor } = await distributionInspect(op, client, name, { registryAuth });
      return `${name}@${Descriptor.digest ?? ""}`;
    } catch (error) {
      throw new ExitError(1, `failed to resolve digest for ${name}: ${(error as Error).message}`);
    }
  };
}
