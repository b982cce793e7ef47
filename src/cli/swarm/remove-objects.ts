import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { ObjectKind } from "#client/object-inspect.ts";
import { objectRemove } from "#client/object-remove.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";

export interface RemoveOptions {
  readonly kind: ObjectKind | "plugins";
  readonly refs: readonly string[];
  readonly force?: boolean;
}

/** Removes one after the other and prints those that went. @throws ExitError with the errors of the others, one a line */
export async function removeObjects(
  op: Op,
  io: Io,
  client: Client,
  { refs, ...options }: RemoveOptions,
): Promise<void> {
  const errors: string[] = [];
  for (const ref of refs) {
    try {
      await objectRemove(op, client, ref, options);
      io.stdout.write(`${ref}\n`);
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
}
