import type { Op } from "#base/op.ts";
import { Credentials } from "../credentials/credentials.ts";
import type { Io } from "../io/io.ts";

/** Answers what account a build may use at a registry. */
export function registryCredentials(
  op: Op,
  io: Io,
): (host: string) => Promise<{ readonly username: string; readonly secret: string } | undefined> {
  return async (host) => {
    const { username = "", password = "" } = await new Credentials(io).of(op, { domain: host, path: "" });
    return username === "" && password === "" ? undefined : { username, secret: password };
  };
}
