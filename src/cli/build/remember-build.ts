import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { BuilderStore } from "../builders/builder-store.ts";
import type { Io } from "../io/io.ts";
import { isRemote } from "./contexts.ts";

/** As BuildKit names builds: 25 digits to the base of 36. */
export function newBuildId(): string {
  const number = BigInt(`0x${randomBytes(17).toString("hex")}`);
  return number.toString(36).padStart(25, "0").slice(-25);
}

interface RememberedBuild {
  readonly id: string;
  readonly context: string;
  /** Empty: the context's own. */
  readonly file: string;
  readonly target: string;
}

/** Notes where a build has its files from, as buildx does: its history shows that. Where nothing can be written, nothing is. */
export function rememberBuild(io: Io, { id, context, file, target }: RememberedBuild): void {
  const store = new BuilderStore(io.engine.configFolder);
  const builder = io.contextName;
  const isPath = context !== "-" && !isRemote(context);
  const isFile = file !== "" && file !== "-" && isPath;
  const state = {
    Target: target,
    LocalPath: isPath ? resolve(context) : context,
    DockerfilePath: isFile ? resolve(file) : file,
  };
  try {
    store.saveLocalState({ builder, node: builder, id }, state);
    store.noteActivity(builder, io.now());
  } catch {
    // The build does not need it.
  }
}
