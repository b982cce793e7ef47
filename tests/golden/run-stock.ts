import { mkdirSync, symlinkSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { splitShellWords } from "#formats/shell-words/split.ts";
import { run } from "../support/command.ts";
import { dockerClient, peersFolder } from "../support/peers.ts";
import type { GoldenCase } from "./case.ts";
import { makeGround } from "./ground.ts";
import type { Outcome } from "./outcome.ts";
import { ScriptedEngine } from "./scripted-engine.ts";

/** Runs a case's line by the stock client, before the same engine on a socket. */
export async function runStock(golden: GoldenCase): Promise<Outcome> {
  using ground = makeGround(golden);
  if (/^docker build/.test(golden.line)) lendPlugin(ground.config);
  const engine = new ScriptedEngine(golden.exchanges, Date.now());
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    const heard = engine.accept({ write: (bytes) => void socket.write(bytes), end: () => void socket.end() });
    socket.on("data", (bytes: Buffer) => heard.data(bytes));
    socket.on("end", () => heard.end());
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(ground.socket, resolve));
  try {
    const words = [dockerClient(), ...splitShellWords(golden.line).slice(1)];
    const result = await run(words, { env: ground.env, cwd: ground.work, input: golden.input, timeoutMs: 20_000 });
    const printed = { out: ground.shown(result.stdout), err: ground.shown(result.stderr), code: result.code ?? -1 };
    return { printed, engine };
  } finally {
    server.close();
  }
}

/** Docker's buildx, for the lines that are for it. */
function lendPlugin(config: string): void {
  mkdirSync(join(config, "cli-plugins"));
  symlinkSync(
    join(peersFolder(), "usr/libexec/docker/cli-plugins/docker-buildx"),
    join(config, "cli-plugins/docker-buildx"),
  );
}
