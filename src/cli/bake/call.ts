import { parseBool } from "#base/strconv.ts";
import { fieldsOf } from "./entries.ts";
import { BakeError } from "./errors.ts";

export interface CallMethod {
  readonly name: string;
  readonly format: string;
  readonly ignoresStatus: boolean;
}

/** What is asked of a frontend instead of a build; `undefined` where it is a build. @throws BakeError */
export function parseCall(text: string): CallMethod | undefined {
  if (text === "") return undefined;
  let [name, format, ignoresStatus] = ["", "", false];
  for (const field of fieldsOf(text)) {
    const at = field.indexOf("=");
    const key = at === -1 ? undefined : field.slice(0, at);
    const value = field.slice(at + 1);
    if (key === "format") format = value;
    else if (key === "ignorestatus") ignoresStatus = status(value);
    else if (key !== undefined) throw new BakeError(`invalid print field: ${field}`);
    else if (name !== "") throw new BakeError(`invalid print value: ${text}`);
    else name = field;
  }
  if (name === "build") return undefined;
  return { name: name === "check" ? "lint" : name, format, ignoresStatus };
}

function status(text: string): boolean {
  try {
    return parseBool(text);
  } catch (error) {
    throw new BakeError(`invalid ignorestatus print value: ${text}: ${(error as Error).message}`);
  }
}
