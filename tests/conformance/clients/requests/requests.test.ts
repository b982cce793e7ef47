import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { kindUnderTest } from "../../../support/engine-kind.ts";
import type { EngineAnswers } from "../../../support/recording-engine.ts";
import { type BothClients, bothClients, engineHeaders } from "./clients.ts";
import { engineAnswers } from "./engine-answers.ts";
import { engineLines } from "./engine-lines.ts";
import { files } from "./files.ts";
import { serviceLines } from "./service-lines.ts";
import { swarmAnswers } from "./swarm-answers.ts";
import { swarmLines } from "./swarm-lines.ts";

/**
 * What our client and the stock one make of the same command lines before an engine of fixed answers: requests, output and
 * exit codes. Against dockerd the stock client plays both parts.
 */
describe.each([
  ["containers, images, networks and volumes", engineAnswers, engineLines],
  ["swarm, plugins and checkpoints", swarmAnswers, swarmLines],
  ["services", swarmAnswers, serviceLines],
] as ReadonlyArray<readonly [string, EngineAnswers, string]>)("%s", (_area, answers, lines) => {
  let both: BothClients;
  beforeAll(async () => {
    both = await bothClients({ headers: engineHeaders, answers, files, ownIsStock: kindUnderTest() === "dockerd" });
  }, 300_000);
  afterAll(async () => await both[Symbol.asyncDispose]());

  test.each(lines.trim().split("\n"))("%s", async (line) => {
    const { own, stock } = await both.run(line.includes("docker ") ? line : `docker ${line}`);
    expect(own).toEqual(stock);
  });
});

test("what an engine without experimental features does not have is refused", async () => {
  const headers = { ...engineHeaders, "Docker-Experimental": "false" };
  await using both = await bothClients({ headers, answers: {}, files, ownIsStock: kindUnderTest() === "dockerd" });
  for (const line of ["checkpoint ls box", "start --checkpoint x box", "create --cpu-count 2 busybox"]) {
    const { own, stock } = await both.run(`docker ${line}`);
    expect(own).toEqual(stock);
    expect(own.code).toBe(1);
  }
});

/** Docker 28.5 does not know these flags, so that it is no model for them. */
test("flags of newer engines are refused, and help leaves them out", async () => {
  const ownIsStock = kindUnderTest() === "dockerd";
  await using both = await bothClients({ headers: engineHeaders, answers: swarmAnswers, files, ownIsStock });
  const { own } = await both.run("docker service create --memory-swap 1m x");
  expect(own).toMatchObject({
    code: ownIsStock ? 125 : 1,
    stderr: ownIsStock
      ? expect.stringContaining("unknown flag")
      : '"--memory-swap" requires API version 1.52, but the Docker daemon API version is 1.51\n',
  });
  const { own: help } = await both.run("docker service create --help");
  expect(help.stdout).not.toContain("--memory-swap");
  expect(help.stdout).toContain("--limit-memory");
});
