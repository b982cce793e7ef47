import { expect, test } from "bun:test";
import { tarOf } from "../../../tools/docker-archive.ts";
import type { Engine } from "../../support/engine.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

/** A build by the classic API. @returns what its stream says */
async function build(started: Engine, network: string, step: string): Promise<string> {
  const body = tarOf({ Dockerfile: { file: `FROM busybox\n${step}\n` } });
  const { body: answer } = await started.request("POST", `/build?networkmode=${network}&nocache=1&t=built`, {
    body,
    headers: { "content-type": "application/x-tar" },
    timeoutMs: 60_000,
  });
  return answer.toString();
}

test("steps of the classic builder live in the network that is named, and know its containers", async () => {
  const started = await engine();
  await started.docker(["network", "create", "mine"]);
  await started.docker(["run", "-d", "--name", "served", "--network", "mine", "busybox", "sleep", "1000"]);
  const said = await build(started, "mine", "RUN ping -c 1 -W 5 served && cat /etc/resolv.conf");
  expect(said).toContain("1 packets received");
  expect(said).toContain("nameserver 127.0.0.11");
  expect(said).toContain("Successfully tagged built:latest");
  const { stdout } = await started.docker([
    "network",
    "inspect",
    "-f",
    "{{range .Containers}}{{.Name}} {{end}}",
    "mine",
  ]);
  expect(stdout.trim()).toBe("served");
  await started.docker(["rm", "-f", "served"]);
  expect((await started.docker(["network", "rm", "mine"])).code).toBe(0);
}, 120_000);

test("a network that is not there fails the first step that needs it", async () => {
  const started = await engine();
  const said = await build(started, "nosuch", "RUN true");
  expect(said).toContain('"error":"failed to set up container networking: network nosuch not found"');
  expect(await build(started, "nosuch", "ENV A=b")).toContain("Successfully built");
}, 60_000);
