import { afterAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../support/command.ts";
import { HubProcess } from "../../support/hub-process.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

// Base images of a registry that wants tokens, which the stock client fetches, or has, itself.

// Before the engine: it leaves nothing behind when it ends.
afterAll(async () => await (await hub())[Symbol.asyncDispose]());
const engine = sharedEngine();
let opened: Promise<HubProcess> | undefined;

function hub(): Promise<HubProcess> {
  opened ??= engine().then((started) => HubProcess.start(started, {}));
  return opened;
}

async function build(auth: object): Promise<Result> {
  const { address } = await hub();
  const started = await engine();
  const folder = join(started.paths.folder, "tokens");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Dockerfile"), `FROM ${address}/private/one:1\nLABEL a=b\n`);
  started.linkPlugins();
  writeFileSync(join(started.paths.folder, ".docker/config.json"), JSON.stringify({ auths: { [address]: auth } }));
  return await started.docker(["buildx", "build", "--pull", "--progress", "plain", folder]);
}

test("a client that has but a token, and the name and the password of one that asks for it", async () => {
  const token = `${Buffer.from("private/one").toString("hex")}-token`;
  const { log } = await hub();
  const wrong = await build({ auth: Buffer.from("jane:wrong").toString("base64") });
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("failed to fetch oauth token: ");
  const { code, stderr } = await build({ registrytoken: token });
  expect(code === 0 ? "" : stderr).toBe("");
  expect(log.map(({ authorization }) => authorization)).toContain(`Bearer ${token}`);
  const asked = await build({ auth: Buffer.from("jane:s3cret:x").toString("base64") });
  expect(asked.code === 0 ? "" : asked.stderr).toBe("");
}, 60_000);
