import { expect, test } from "bun:test";
import { once } from "node:events";
import { PassThrough, type Readable } from "node:stream";
import Docker from "dockerode";
import { eventually } from "../../support/eventually.ts";
import { smallImage } from "../../support/images.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

async function client(): Promise<Docker> {
  return new Docker({ socketPath: (await engine()).paths.socket });
}

async function start(options: Docker.ContainerCreateOptions): Promise<Docker.Container> {
  const container = await (await client()).createContainer({ Image: "busybox", ...options });
  await container.start();
  return container;
}

/** All text that the stream gives. */
async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** What a multiplexed stream brings, told apart by the library itself. */
async function outputsOf(docker: Docker, stream: NodeJS.ReadableStream): Promise<[string, string]> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, stdout, stderr);
  stream.on("end", () => {
    stdout.end();
    stderr.end();
  });
  return await Promise.all([textOf(stdout), textOf(stderr)]);
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
  expect(await textOf(stream)).toContain("inside\n");
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

test("ping, version, info, data usage", async () => {
  const docker = await client();
  expect((await docker.ping()).toString()).toBe("OK");
  expect(await docker.version()).toMatchObject({ Os: "linux", ApiVersion: "1.51" });
  expect(await docker.info()).toMatchObject({ OSType: "linux", Images: expect.any(Number) });
  expect(await docker.df()).toMatchObject({ Images: [expect.objectContaining({ RepoTags: ["busybox:latest"] })] });
});

test("attach before the start: input, both outputs, the end", async () => {
  const docker = await client();
  const container = await docker.createContainer({
    Image: "busybox",
    Cmd: ["sh", "-c", "read x; echo got $x; echo bad >&2"],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await container.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true });
  await container.start();
  const outputs = outputsOf(docker, stream);
  stream.end("this\n");
  expect(await outputs).toEqual(["got this\n", "bad\n"]);
  expect(await container.wait()).toMatchObject({ StatusCode: 0 });
});

test("exec with input on a hijacked stream, and its exit code", async () => {
  const docker = await client();
  const container = await start({ Cmd: ["sleep", "1000"] });
  const exec = await container.exec({
    Cmd: ["sh", "-c", "cat; echo err >&2; exit 5"],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Env: ["A=b"],
    User: "www",
  });
  const stream = await exec.start({ hijack: true, stdin: true });
  const outputs = outputsOf(docker, stream);
  stream.end("piped\n");
  expect(await outputs).toEqual(["piped\n", "err\n"]);
  expect(await exec.inspect()).toMatchObject({ Running: false, ExitCode: 5, ProcessConfig: { user: "www" } });
});

test("an exec on a terminal is resized", async () => {
  const container = await start({ Cmd: ["sleep", "1000"] });
  const script = "until [ \"$(stty size 2> /dev/null)\" = '31 101' ]; do usleep 20000; done; echo fits";
  const exec = await container.exec({ Cmd: ["sh", "-c", script], AttachStdout: true, Tty: true });
  const stream = await exec.start({ hijack: true, stdin: false, Tty: true });
  await exec.resize({ h: 31, w: 101 });
  expect(await textOf(stream)).toBe("fits\r\n");
});

test("logs as they come", async () => {
  const docker = await client();
  const container = await start({ Cmd: ["sh", "-c", "echo one; echo two >&2; sleep 0.3; echo three"] });
  const stream = await container.logs({ follow: true, stdout: true, stderr: true });
  expect(await outputsOf(docker, stream)).toEqual(["one\nthree\n", "two\n"]);
});

test("pause, rename, update, restart, kill, wait", async () => {
  const container = await start({ name: "first-name", Cmd: ["sleep", "1000"] });
  await container.pause();
  expect((await container.inspect()).State.Paused).toBe(true);
  await container.unpause();
  await container.rename({ name: "second-name" });
  await container.update({ PidsLimit: 77, RestartPolicy: { Name: "no" } });
  await container.restart({ t: 0 });
  expect(await container.inspect()).toMatchObject({ Name: "/second-name", HostConfig: { PidsLimit: 77 } });
  const ended = container.wait();
  await container.kill({ signal: "SIGINT" });
  await container.kill();
  expect(await ended).toMatchObject({ StatusCode: 137 });
});

test("lists by filters", async () => {
  const docker = await client();
  const container = await start({ Cmd: ["sleep", "1000"], Labels: { listed: "yes" } });
  const found = await docker.listContainers({ filters: { label: ["listed=yes"], status: ["running"] } });
  expect(found.map(({ Id, State }) => [Id, State])).toEqual([[container.id, "running"]]);
  expect(await docker.listContainers({ filters: { label: ["listed=no"] } })).toEqual([]);
});

test("images: load, inspect, tag, list, remove", async () => {
  const docker = await client();
  const archive = new PassThrough();
  archive.end(smallImage("coded:1"));
  expect(await textOf(await docker.loadImage(archive as NodeJS.ReadableStream))).toContain("Loaded image: coded:1");
  const image = docker.getImage("coded:1");
  await image.tag({ repo: "coded", tag: "2" });
  const tags = (await docker.listImages({ filters: { reference: ["coded"] } })).flatMap(({ RepoTags }) => RepoTags);
  expect(tags.sort()).toEqual(["coded:1", "coded:2"]);
  expect((await image.inspect()).Config.Cmd).toEqual(["cat", "/who"]);
  await image.remove();
  await docker.getImage("coded:2").remove();
  expect(await docker.listImages({ filters: { reference: ["coded"] } })).toEqual([]);
});

test("volumes: create, use, list, remove, prune", async () => {
  const docker = await client();
  await docker.createVolume({ Name: "by-code", Labels: { a: "b" } });
  const writer = await start({ Cmd: ["sh", "-c", "echo kept > /v/file"], HostConfig: { Binds: ["by-code:/v"] } });
  await writer.wait();
  const reader = await start({
    Cmd: ["cat", "/v/file"],
    HostConfig: { Mounts: [{ Type: "volume", Source: "by-code", Target: "/v", ReadOnly: true }] },
  });
  await reader.wait();
  expect((await reader.logs({ stdout: true })).toString()).toContain("kept");
  const volume = docker.getVolume("by-code");
  expect(await volume.inspect()).toMatchObject({ Driver: "local", Labels: { a: "b" }, Scope: "local" });
  const inUse: unknown = await volume.remove().catch((error: unknown) => error);
  expect(inUse).toMatchObject({ statusCode: 409 });
  await Promise.all([writer.remove(), reader.remove()]);
  expect((await docker.listVolumes({ filters: { dangling: ["true"] } })).Volumes.map(({ Name }) => Name)).toContain(
    "by-code",
  );
  await volume.remove();
  await docker.createVolume({ Labels: { pruned: "yes" } });
  const { VolumesDeleted } = await docker.pruneVolumes({ filters: { label: ["pruned=yes"] } });
  expect(VolumesDeleted).toHaveLength(1);
});

test("networks: create, connect with an alias, disconnect, remove, prune", async () => {
  const docker = await client();
  const network = await docker.createNetwork({ Name: "by-code", Internal: true, Labels: { net: "coded" } });
  const server = await start({ Cmd: ["sleep", "1000"], HostConfig: { NetworkMode: "by-code" } });
  const asker = await start({ Cmd: ["sleep", "1000"] });
  await network.connect({ Container: server.id }).catch((error: unknown) => {
    expect(error).toMatchObject({ statusCode: 403 });
  });
  await network.connect({ Container: asker.id, EndpointConfig: { Aliases: ["asker"] } });
  const exec = await server.exec({ Cmd: ["ping", "-c", "1", "asker"], AttachStdout: true });
  expect(await textOf(await exec.start({ hijack: true, stdin: false }))).toContain("1 packets received");
  expect(Object.keys((await network.inspect()).Containers ?? {}).sort()).toEqual([server.id, asker.id].sort());
  await network.disconnect({ Container: asker.id });
  await server.stop({ t: 0 });
  await network.remove({ force: false }).catch(() => undefined);
  await server.remove();
  await docker.createNetwork({ Name: "by-code-2", Labels: { net: "coded" } });
  await docker.pruneNetworks({ filters: { label: ["net=coded"] } });
  expect(await docker.listNetworks({ filters: { label: ["net=coded"] } })).toEqual([]);
});

test("events as they come", async () => {
  const docker = await client();
  const events = (await docker.getEvents({ filters: { type: ["container"], event: ["start", "die"] } })) as Readable;
  let seen = "";
  events.on("data", (chunk: Buffer) => (seen += chunk.toString()));
  const container = await start({ Cmd: ["sh", "-c", "exit 3"] });
  await eventually("both events", () => seen.trim().split("\n").length === 2);
  const [begun, died] = seen
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(begun).toMatchObject({ Action: "start", Actor: { ID: container.id } });
  expect(died).toMatchObject({ Action: "die", Actor: { ID: container.id, Attributes: { exitCode: "3" } } });
  events.destroy();
  await once(events, "close");
});

test("a request that is given up", async () => {
  const container = await start({ Cmd: ["sleep", "1000"] });
  const giveUp = new AbortController();
  const waiting = container.wait({ abortSignal: giveUp.signal }).catch((error: unknown) => error);
  giveUp.abort();
  expect(await waiting).toBeInstanceOf(Error);
  expect((await container.inspect()).State.Running).toBe(true);
});
