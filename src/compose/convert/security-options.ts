import { ComposeError } from "../errors.ts";

export interface SecurityOptions {
  readonly options: readonly string[];
  /** Nothing of /proc and /sys is hidden or read-only. */
  readonly unconfined: boolean;
}

/**
 * What the engine takes as `SecurityOpt`: a seccomp profile travels as its text.
 * @param readText of a path below the project's folder @throws Error where there is none
 */
export function securityOptions(given: readonly string[], readText: (path: string) => string): SecurityOptions {
  const options: string[] = [];
  for (const option of given) {
    if (option === "systempaths=unconfined") continue;
    const { name, value } = parts(option);
    const isProfile = name === "seccomp" && value !== "unconfined" && value !== "builtin";
    options.push(isProfile ? `seccomp=${profile(value, readText)}` : option);
  }
  return { options, unconfined: given.includes("systempaths=unconfined") };
}

function parts(option: string): { name: string; value: string } {
  const mark = option.includes("=") ? "=" : ":";
  const [name = "", ...rest] = option.split(mark);
  if (rest.length === 0 && option !== "no-new-privileges")
    throw new ComposeError(`invalid security-opt: ${JSON.stringify(option)}`);
  return { name, value: rest.join(mark) };
}

function profile(path: string, readText: (path: string) => string): string {
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    throw new ComposeError(`opening seccomp profile (${path}) failed: ${(error as Error).message}`);
  }
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    throw new ComposeError(`compacting json for seccomp profile (${path}) failed: ${(error as Error).message}`);
  }
}
