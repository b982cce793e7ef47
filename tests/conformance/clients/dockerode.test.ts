import { expect, test } from "bun:test";
import { PassThrough } from "node:stream";
import Docker from "dockerode";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

async function client(): Promise<Docker> {
  return new Docker({ socketPath: (await engine()).paths.socket });
}

test("run with output", async () => {
  const docker = await client();
  const output = new PassThrough();
  let text = "";
  output.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [result, container] = (await docker.run("busybox", ["echo", "by dockerode"], output)) as [
    { StatusCode: number },
    Docker.Container,
  ];
  expect(result.StatusCode).toBe(0);
  expect(text.trim()).toBe("by dockerode");
  await container.remove();
});

test("create, start, exec, inspect, logs, stop, remove", async () => {
  const docker = await client();
  const container = await docker.createContainer({ Image: "busybox", Cmd: ["sh", "-c", "echo hello; sleep 1000"] });
  await container.start();
  expect((await container.inspect()).State.Running).toBe(true);
  const exec = await container.exec({ Cmd: ["echo", "inside"], AttachStdout: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toContain("inside\n");
  expect((await container.logs({ stdout: true })).toString()).toContain("hello\n");
  await container.stop({ t: 0 });
  await container.remove();
  const names = (await docker.listContainers({ all: true })).map(({ Id }) => Id);
  expect(names).not.toContain(container.id);
});

test("an error carries status and message", async () => {
  const docker = await client();
  const failure: unknown = await docker
    .getContainer("nobody")
    .inspect()
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ statusCode: 404, json: { message: "No such container: nobody" } });
});
