import { parseBool } from "#base/strconv.ts";
import type { Environment } from "../../command.ts";

/** `docker build`: by BuildKit, or as the environment wants it, by the older builder. */
export async function loadBuild(env: Environment): Promise<unknown> {
  return asksForClassic(env) ? await import("./classic-build.ts") : await import("./build.ts");
}

/** @throws Error in Docker's words */
function asksForClassic({ DOCKER_BUILDKIT: text = "" }: Environment): boolean {
  try {
    return text !== "" && !parseBool(text);
  } catch (error) {
    throw new Error(`DOCKER_BUILDKIT environment variable expects boolean value: ${(error as Error).message}`);
  }
}
