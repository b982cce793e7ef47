import { invalidDetachKeys } from "./errors.ts";

const controlCodes: Readonly<Record<string, number>> = { "@": 0, "[": 27, "\\": 28, "]": 29, "^": 30, _: 31 };

/**
 * The bytes that a client's detach keys stand for: `ctrl-p,ctrl-q`, or single characters, separated by commas.
 * Empty text: Docker's default.
 * @throws invalid-argument `Invalid detach keys (x) provided`
 */
export function parseDetachKeys(text: string): Uint8Array {
  const keys = text === "" ? "ctrl-p,ctrl-q" : text;
  return Uint8Array.from(keys.split(","), (key) => {
    const code = codeOfKey(key);
    if (code === undefined) throw invalidDetachKeys(text);
    return code;
  });
}

function codeOfKey(key: string): number | undefined {
  if (Buffer.byteLength(key) === 1) return key.charCodeAt(0);
  const letter = /^ctrl-(.)$/.exec(key)?.[1];
  if (letter === undefined) return undefined;
  if (letter >= "a" && letter <= "z") return letter.charCodeAt(0) - 96;
  return controlCodes[letter];
}
