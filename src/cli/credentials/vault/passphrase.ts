import { homedir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../io/io.ts";
import { readOwnFile } from "./files.ts";

const variable = "GANTRY_CREDENTIALS_PASSPHRASE";

/** Where the vault lies: GANTRY_CREDENTIALS_DIR, or the user's data folder. */
export function vaultFolder(env: Io["env"]): string {
  if (env["GANTRY_CREDENTIALS_DIR"]) return env["GANTRY_CREDENTIALS_DIR"];
  return join(env["XDG_DATA_HOME"] || join(env["HOME"] || homedir(), ".local/share"), "gantry");
}

/** The passphrase of the environment, or of the file that it names; undefined: none is given. */
export function givenPassphrase(env: Io["env"]): string | undefined {
  if (env[variable]) return env[variable];
  const path = env[`${variable}_FILE`];
  if (!path) return undefined;
  const text = readOwnFile(path);
  if (text === undefined) throw new Error(`${variable}_FILE: open ${path}: no such file or directory`);
  const passphrase = text.replace(/\r?\n$/, "");
  if (passphrase === "") throw new Error(`${variable}_FILE: ${path} is empty`);
  return passphrase;
}
