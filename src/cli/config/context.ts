import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigFile } from "./config-file.ts";

/** Which engine the user means. */
export interface ChosenEngine {
  readonly contextName: string;
  /** As `-H` takes it; empty: the default socket. */
  readonly host: string;
}

export interface EngineChoice {
  readonly folder: string;
  readonly config: ConfigFile;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--host`, where given. */
  readonly hostFlag: string | undefined;
  /** `--context`, where given. */
  readonly contextFlag: string | undefined;
}

/** Docker's order: `--context`, `--host`, DOCKER_HOST, DOCKER_CONTEXT, `currentContext`. @throws Error in Docker's words. */
export function chooseEngine({ folder, config, env, hostFlag, contextFlag }: EngineChoice): ChosenEngine {
  if (hostFlag !== undefined && contextFlag) {
    throw new Error("conflicting options: cannot specify both --host and --context");
  }
  if (contextFlag) return fromContext(folder, contextFlag, env);
  if (hostFlag !== undefined) return { contextName: "default", host: hostFlag };
  if (env["DOCKER_HOST"]) return { contextName: "default", host: env["DOCKER_HOST"] };
  const name = env["DOCKER_CONTEXT"] || config.currentContext || "default";
  return fromContext(folder, name, env);
}

interface ContextMetadata {
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

function fromContext(folder: string, name: string, env: EngineChoice["env"]): ChosenEngine {
  if (name === "default") return { contextName: name, host: env["DOCKER_HOST"] ?? "" };
  const id = createHash("sha256").update(name).digest("hex");
  const path = join(folder, "contexts", "meta", id, "meta.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Error(
      `unable to resolve docker endpoint: context "${name}": context not found: open ${path}: no such file or directory`,
    );
  }
  const host = (JSON.parse(text) as ContextMetadata).Endpoints?.docker?.Host ?? "";
  return { contextName: name, host };
}
