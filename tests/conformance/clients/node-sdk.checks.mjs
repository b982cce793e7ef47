// Docker's own SDK for Node against the engine of DOCKER_HOST.
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { DockerClient } from "@docker/node-sdk";
import { check, runChecks } from "../../support/checks.mjs";

const socket = process.env.DOCKER_HOST.replace("unix://", "unix:");
const docker = await DockerClient.fromDockerHost(socket);

async function start(spec, name) {
  const { Id } = await docker.containerCreate({ Image: "busybox", ...spec }, { name });
  await docker.containerStart(Id);
  return Id;
}

/** The library throws the class itself, and tells of no other failure of a removal. */
const isNotFound = (error) => error.name === "NotFoundError";

check("ping, version, info", async () => {
  assert.equal(await docker.systemPing(), "1.51");
  assert.equal((await docker.systemVersion()).Os, "linux");
  assert.equal((await docker.systemInfo()).OSType, "linux");
});

check("a container's life", async () => {
  const id = await start({ Cmd: ["sleep", "1000"], Labels: { by: "sdk" } }, "sdk-life");
  assert.equal((await docker.containerInspect(id)).State.Status, "running");
  await docker.containerPause(id);
  assert.equal((await docker.containerInspect(id)).State.Paused, true);
  await docker.containerUnpause(id);
  await docker.containerRename(id, "sdk-renamed");
  assert.equal((await docker.containerInspect(id)).Name, "/sdk-renamed");
  const ended = docker.containerWait(id);
  await docker.containerStop(id, { timeout: 0 });
  assert.equal((await ended).StatusCode, 137);
  await docker.containerDelete(id, { force: true, volumes: true });
  await assert.rejects(docker.containerInspect(id), isNotFound);
});

check("logs of both outputs", async () => {
  const id = await start({ Cmd: ["sh", "-c", "echo out; echo err >&2"] });
  await docker.containerWait(id);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  await docker.containerLogs(id, stdout, stderr, { stdout: true, stderr: true });
  stdout.end();
  stderr.end();
  assert.deepEqual([await text(stdout), await text(stderr)], ["out\n", "err\n"]);
});

check("attach to what a container says", async () => {
  const { Id } = await docker.containerCreate({ Image: "busybox", Cmd: ["echo", "said"], AttachStdout: true });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const attached = docker.containerAttach(Id, stdout, stderr, { stream: true, stdout: true, stderr: true });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await docker.containerStart(Id);
  await attached;
  stdout.end();
  assert.equal(await text(stdout), "said\n");
});

check("exec and its exit code", async () => {
  const id = await start({ Cmd: ["sleep", "1000"] });
  const { Id } = await docker.containerExec(id, {
    Cmd: ["sh", "-c", "echo inside; exit 3"],
    AttachStdout: true,
    AttachStderr: true,
  });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  await docker.execStart(Id, stdout, stderr);
  stdout.end();
  assert.equal(await text(stdout), "inside\n");
  assert.equal((await docker.execInspect(Id)).ExitCode, 3);
});

check("images are listed, inspected and tagged", async () => {
  assert.ok((await docker.imageList()).some(({ RepoTags }) => RepoTags.includes("busybox:latest")));
  await docker.imageTag("busybox", "by-sdk", "1");
  assert.deepEqual((await docker.imageInspect("by-sdk:1")).Config.Cmd, ["sh"]);
  await docker.imageDelete("by-sdk:1");
  await assert.rejects(docker.imageInspect("by-sdk:1"), isNotFound);
});

check("volumes and networks", async () => {
  const volume = await docker.volumeCreate({ Name: "by-sdk", Labels: { a: "b" } });
  assert.deepEqual([volume.Name, volume.Driver], ["by-sdk", "local"]);
  await docker.networkCreate({ Name: "by-sdk" });
  const id = await start({
    Cmd: ["sleep", "1000"],
    HostConfig: { NetworkMode: "by-sdk", Binds: ["by-sdk:/v"] },
  });
  assert.deepEqual(Object.keys((await docker.networkInspect("by-sdk")).Containers), [id]);
  await docker.volumeDelete("by-sdk");
  assert.equal((await docker.volumeInspect("by-sdk")).Name, "by-sdk", "in use, it stays");
  await docker.containerDelete(id, { force: true });
  await docker.volumeDelete("by-sdk");
  await docker.networkDelete("by-sdk");
  assert.ok(!(await docker.networkList()).some(({ Name }) => Name === "by-sdk"));
});

// The library sends none of the options: it tells of what comes.
check("events as they come", async () => {
  const events = docker.systemEvents();
  const first = events.next();
  const id = await start({ Cmd: ["sh", "-c", "sleep 0.5; exit 3"] });
  let event = (await first).value;
  while (event.Actor.ID !== id || event.Action !== "die") event = (await events.next()).value;
  assert.equal(event.Actor.Attributes.exitCode, "3");
});

await runChecks();
await docker.close();
