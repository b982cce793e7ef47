import { readFile } from "node:fs/promises";
import embedded from "../../dist/gantry-shim" with { type: "file" };

/** The shim's program, which is a part of this executable. */
export function shimProgram(): Promise<Uint8Array> {
  return readFile(embedded);
}
