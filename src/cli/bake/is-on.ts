import { parseBool } from "#base/strconv.ts";
import { BakeError } from "./errors.ts";

/** Whether a variable of the environment switches something on. @throws BakeError in buildx's words */
export function isOn(name: string, setting: string): boolean {
  try {
    return parseBool(setting);
  } catch (error) {
    throw new BakeError(`failed to parse ${name} value ${JSON.stringify(setting)}: ${(error as Error).message}`);
  }
}
