import type { Op } from "#base/op.ts";
import { parseReference } from "#formats/reference/reference.ts";
import { Credentials } from "../credentials/credentials.ts";
import type { Io } from "../io/io.ts";

/** What the registry of an image is shown: the value of X-Registry-Auth. @throws Error when the image's name cannot be */
export function imageAuth(op: Op, io: Io, image: string): Promise<string> {
  return new Credentials(io).headerFor(op, parseReference(image));
}
