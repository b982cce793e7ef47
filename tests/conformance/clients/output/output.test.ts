import { beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, symlinkSync } from "node:fs";
import type { Result } from "../../../support/command.ts";
import type { Engine } from "../../../support/engine.ts";
import { dockerClient, gantryExecutable } from "../../../support/peers.ts";
import { sharedEngine } from "../../../support/shared-engine.ts";
import { inspectLines } from "./inspect-lines.ts";
import { lookLines } from "./look-lines.ts";
import { makeState } from "./state.ts";
import { wrongLines } from "./wrong-lines.ts";
import { wrongValues } from "./wrong-values.ts";

/** What both clients make of the same lines before one engine whose state stays as it is. */
const shared = sharedEngine();
let engine: Engine;
beforeAll(async () => {
  engine = await shared();
  for (const client of ["stock", "own"] as const) {
    mkdirSync(binFolder(client));
    const own = engine.kind === "dockerd" ? dockerClient() : gantryExecutable();
    symlinkSync(client === "stock" ? dockerClient() : own, `${binFolder(client)}/docker`);
  }
  await makeState(engine);
}, 120_000);

type Client = "stock" | "own";

function binFolder(client: Client): string {
  return `${engine.paths.folder}/bin-${client}`;
}

/** Runs a line of shell, in which `docker` is the client, in the engine's folder. */
async function outcome(client: Client, line: string): Promise<Pick<Result, "code" | "stdout" | "stderr">> {
  const env = { ...engine.clientEnvironment, PATH: `${binFolder(client)}:${process.env["PATH"]}`, TZ: "UTC" };
  const command = `cd '${engine.paths.folder}' && docker ${line}`;
  const { code, stdout, stderr } = await engine.namespace.run(["sh", "-c", command], { env });
  // The engine names one image by its tags in any order.
  const shown = /^image(?:s| ls| list)\b/.test(line) ? stdout.split("\n").sort().join("\n") : stdout;
  return { code, stdout: lasting(shown), stderr: lasting(stderr) };
}

/** What passes between two looks. */
const passing =
  /\b(?:Less than a|About an?|\d+) (?:second|minute|hour)s?(?: ago)?|(?<=System ?Time: )\S+|(?<=Goroutines: |File Descriptors: )\d+/g;

/** The stock client lists labels of networks and volumes in any order. */
const anyOrder = [
  ["zone=,k=v", "k=v,zone="],
  ["k=v,b=1", "b=1,k=v"],
] as const;

function lasting(text: string): string {
  const spanless = text.replace(passing, "SPAN").replace(/ +$/gm, "");
  const masked = anyOrder.reduce((shown, [one, other]) => shown.replaceAll(one, other), spanless);
  // Columns are as wide as the spans in them.
  return masked.includes("SPAN") ? masked.replace(/ {2,}/g, "  ") : masked;
}

describe.each(Object.entries({ ...lookLines, ...inspectLines, ...wrongLines, ...wrongValues }))(
  "%s",
  (_theme, lines) => {
    test.each(lines.trim().split("\n"))("docker %s", async (line) => {
      const [stock, own] = await Promise.all([outcome("stock", line), outcome("own", line)]);
      expect(own).toEqual(stock);
    });
  },
);
