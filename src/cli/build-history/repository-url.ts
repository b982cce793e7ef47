import { execFile } from "node:child_process";
import { endedError, type Op, throwIfEnded } from "#base/op.ts";

/** Where the repository of a folder comes from, without credentials. @throws Error in buildx's words */
export async function repositoryUrl(op: Op, folder: string): Promise<string> {
  const branch = await git(op, folder, ["symbolic-ref", "--short", "HEAD"]);
  const tracked = branch === "" ? "" : await git(op, folder, ["config", `branch.${branch}.remote`]);
  for (const remote of [tracked, "origin", "upstream"]) {
    if (remote === "" || remote.startsWith("-")) continue;
    const url = await git(op, folder, ["remote", "get-url", remote]);
    if (url !== "") return url.replace(/^(\w+:\/\/)[^/@]*@/, "$1");
  }
  throw new Error("could not get remote URL for local filter: no remote URL found for either origin or upstream");
}

/** What git prints; empty where it fails. */
async function git(op: Op, folder: string, args: readonly string[]): Promise<string> {
  throwIfEnded(op);
  return await new Promise((resolve, reject) => {
    execFile("git", ["-C", folder, ...args], { signal: op.signal }, (error, stdout) => {
      if (op.signal.aborted) reject(endedError(op));
      else resolve(error === null ? stdout.trim() : "");
    });
  });
}
