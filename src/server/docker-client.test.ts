import { afterAll, beforeAll, expect, test } from "bun:test";
import { run } from "../../tests/support/command.ts";
import { dockerClient } from "../../tests/support/peers.ts";
import { type TestServer, testServer } from "./wire.fake.ts";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
  dockerClient();
}, 300_000);
afterAll(async () => await server[Symbol.asyncDispose]());

async function docker(...args: string[]) {
  const env = { DOCKER_HOST: `unix://${server.path}`, DOCKER_CONFIG: `${server.path}-config`, TZ: "UTC" };
  return await run([dockerClient(), ...args], { env });
}

test("the stock client reads version, ps and events", async () => {
  const version = await docker(
    "version",
    "--format",
    "{{.Server.Version}} {{.Server.APIVersion}} {{.Client.APIVersion}}",
  );
  expect(version).toMatchObject({ code: 0, stdout: "0.1 1.51 1.51\n" });
  expect(await docker("ps", "--format", "{{.ID}} {{.Names}} {{.Status}}")).toMatchObject({
    code: 0,
    stdout: "aaaaaaaaaaaa box Up 1 second\n",
  });
  expect(await docker("events", "--until", "2023-12-01")).toMatchObject({
    code: 0,
    stdout: "2023-11-14T22:13:20.123456789Z container start box (image=busybox, name=box)\n",
  });
});

test("the stock client reads logs, loads, and says what is refused", async () => {
  expect(await docker("plugin", "ls", "-q")).toMatchObject({ code: 0, stdout: "" });
  expect(await docker("swarm", "init")).toMatchObject({
    code: 1,
    stderr: "Error response from daemon: not supported: POST /swarm/init\n",
  });
  expect(await docker("start", "none")).toMatchObject({
    code: 1,
    stderr: "Error response from daemon: No such container: none\nError: failed to start containers: none\n",
  });
  expect(
    (await run([dockerClient(), "load"], { input: "archive", env: { DOCKER_HOST: `unix://${server.path}` } })).stdout,
  ).toBe("loaded 7\n");
});
