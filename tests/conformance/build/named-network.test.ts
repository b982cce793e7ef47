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

test("steps may live in the network of a container that runs, by its name and with its files of hosts", async () => {
  const started = await engine();
  const [donor, names] = ["donor", "hostname; cat /etc/hosts /etc/resolv.conf; readlink /proc/self/ns/net"];
  await started.docker(["run", "-d", "--name", donor, "--hostname", "its-name", "busybox", "sleep", "1000"]);
  const { stdout } = await started.docker(["exec", donor, "sh", "-c", names]);
  expect(stdout).toStartWith("its-name\n");
  const said = await build(started, "container:donor", `RUN ${names}`);
  const streamed = said.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as { stream?: string }]));
  expect(streamed.map(({ stream = "" }) => stream).join("")).toContain(stdout);
  await started.docker(["rm", "-f", donor]);
}, 60_000);

test("a container that is not there, or does not run, fails the first step that needs its network", async () => {
  const started = await engine();
  await started.docker(["create", "--name", "still", "busybox"]);
  const stopped = "cannot join network namespace of a non running container: container still is created";
  expect(await build(started, "container:still", "RUN true")).toContain(`"error":"${stopped}"`);
  const absent = "joining network namespace of container: No such container: nosuch";
  expect(await build(started, "container:nosuch", "RUN true")).toContain(`"error":"${absent}"`);
  const unnamed = 'joining network namespace of container: invalid name or ID supplied: \\"\\"';
  expect(await build(started, "container:", "RUN true")).toContain(`"error":"${unnamed}"`);
  expect(await build(started, "container:nosuch", "ENV A=c")).toContain("Successfully built");
  await started.docker(["rm", "still"]);
}, 60_000);
