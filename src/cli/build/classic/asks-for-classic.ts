import { parseBool } from "#base/strconv.ts";
import type { Io } from "../../io/io.ts";

/** Whether the environment asks for the older builder. @throws Error in Docker's words */
export function asksForClassic({ DOCKER_BUILDKIT: text = "" }: Io["env"]): boolean {
  try {
    return text !== "" && !parseBool(text);
  } catch (error) {
    throw new Error(`DOCKER_BUILDKIT environment variable expects boolean value: ${(error as Error).message}`);
  }
}
