import { printNote } from "../format/note.ts";
import type { Io } from "../io/io.ts";
import { parseJson } from "../values/parse-json.ts";
import { type AuthEntry, readAuthEntry } from "./auth-entry.ts";

export const environmentVariable = "DOCKER_AUTH_CONFIG";

/** The credentials of the environment, `{"auths": {HOST: {"auth": BASE64}}}`. What cannot be read is told and left alone. */
export function environmentAuths(io: Io): Readonly<Record<string, AuthEntry>> {
  const text = io.env[environmentVariable] ?? "";
  if (text === "") return {};
  try {
    return readAuths(text);
  } catch (error) {
    io.stderr.write(`Failed to create credential store from ${environmentVariable}:  ${(error as Error).message}\n`);
    return {};
  }
}

function readAuths(text: string): Readonly<Record<string, AuthEntry>> {
  const config = parseJson<Record<string, unknown>>(text);
  const strange = Object.keys(config).find((key) => key !== "auths");
  if (strange !== undefined) throw new Error(`json: unknown field "${strange}"`);
  const auths = (config["auths"] ?? {}) as Record<string, AuthEntry>;
  for (const [host, entry] of Object.entries(auths)) {
    const odd = Object.keys(entry).find((key) => key !== "auth");
    if (odd !== undefined) throw new Error(`json: unknown field "${odd}"`);
    if ((entry.auth ?? "") === "") {
      throw new Error(`${environmentVariable} environment variable is missing key \`auth\` for ${host}`);
    }
    readAuthEntry(entry, host);
  }
  return auths;
}

/** Says that the environment's credentials go before those that a login or logout changes. */
export function warnAboutEnvironment(io: Io): void {
  if ((io.env[environmentVariable] ?? "") === "") return;
  const text = `${environmentVariable} is set and takes precedence.\nUnset ${environmentVariable} to restore the CLI auth behaviour.\n`;
  printNote(io.stderr, text, "warn");
}
