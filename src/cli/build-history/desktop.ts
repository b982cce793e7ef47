import { spawn } from "node:child_process";
import { join } from "node:path";
import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { readText } from "#client/body.ts";
import { httpTransport } from "#client/http-transport.ts";
import { ConnectError } from "#client/transport.ts";
import { openError } from "../container-spec/key-values.ts";
import type { Io } from "../io/io.ts";
import { findProgram } from "../machine/find-program.ts";
import { homeFolder } from "../machine/home.ts";

/** Where Docker Desktop shows a build. @param ref `BUILDER/NODE/ID` */
export function desktopUrl(ref: string): string {
  return `docker-desktop://dashboard/build/${ref}`;
}

/** Gives a bundle of builds to Docker Desktop; gives the ids that it has for them. @throws Error in buildx's words */
export async function importBundle(op: Op, io: Io, bundle: AsyncIterable<Uint8Array>): Promise<string[]> {
  const socketPath = join(homeFolder(io.env) || "/", ".docker/desktop/docker-desktop-build.sock");
  const transport = httpTransport({ socketPath });
  try {
    const request = { method: "POST", path: "/upload", headers: { Host: "docker-desktop" }, body: bundle };
    const answer = await transport.request(op, request).catch((error: unknown) => {
      throw new Error(`failed to send request, check if Docker Desktop is running: ${unsent(socketPath, error)}`);
    });
    return idsOf(answer.status, await readText(answer.body));
  } finally {
    transport.close();
  }
}

function unsent(socketPath: string, error: unknown): string {
  const cause =
    error instanceof ConnectError ? openError(`${socketPath}: connect`, error, "dial unix") : messageOf(error);
  return `Post "http://docker-desktop/upload": ${cause}`;
}

function idsOf(status: number, text: string): string[] {
  if (status !== 200) throw new Error(`failed to import build: ${text}`);
  try {
    return (JSON.parse(text) as string[] | null) ?? [];
  } catch (error) {
    throw new Error(`failed to decode response: ${messageOf(error)}`, { cause: error });
  }
}

/** Shows a page by the first program that there is for it. @throws Error in buildx's words */
export async function openPage(op: Op, io: Io, url: string): Promise<void> {
  const programs = process.platform === "darwin" ? ["open"] : ["xdg-open", "x-www-browser", "www-browser"];
  const path = programs.map((name) => findProgram(name, io)).find((found) => found !== undefined);
  if (path === undefined) throw new Error(`exec: "${programs.join(",")}": executable file not found in $PATH`);
  const child = spawn(path, [url], { stdio: ["ignore", "inherit", "inherit"], env: io.env, signal: op.signal });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (code !== 0) throw new Error(code === null ? "signal: killed" : `exit status ${code}`);
}
