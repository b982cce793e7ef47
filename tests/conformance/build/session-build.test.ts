import { expect, test } from "bun:test";
import net from "node:net";
import { fromBinary } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import { silentLog } from "#base/op.ts";
import { fileSync } from "#buildkit/client.fake.ts";
import { StatusResponseSchema } from "#buildkit/gen/control.gen.ts";
import { Secrets } from "#buildkit/gen/secrets.gen.ts";
import { GrpcServer } from "#buildkit/transport/grpc-server.ts";
import { fileMember, tarOf } from "#daemon/images/test-archives.ts";
import type { Engine } from "../../support/engine.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

interface Line {
  readonly id?: string;
  readonly aux?: unknown;
  readonly stream?: string;
  readonly error?: string;
}

async function build(query: Record<string, string>, body?: Buffer): Promise<{ status: number; lines: Line[] }> {
  const parameters = new URLSearchParams({ version: "2", ...query });
  const headers = { "Content-Type": "application/x-tar" };
  const answer = await (await engine()).request("POST", `/build?${parameters}`, { body: body ?? "", headers });
  const lines = answer.body.toString().split(/\r?\n/);
  return { status: answer.status, lines: lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Line) };
}

/** What BuildKit told in it: names of steps, and what programs printed. */
function told(lines: readonly Line[]): { readonly names: Set<string>; readonly log: string } {
  const messages = lines
    .filter(({ id }) => id === "moby.buildkit.trace")
    .map(({ aux }) => fromBinary(StatusResponseSchema, Buffer.from(aux as string, "base64")));
  const log = Buffer.concat(messages.flatMap(({ logs }) => logs.map(({ msg }) => msg))).toString();
  return { names: new Set(messages.flatMap(({ vertexes }) => vertexes.map(({ name }) => name))), log };
}

function imageOf(lines: readonly Line[]): string | undefined {
  return lines.map(({ id, aux }) => (id === "moby.image.id" ? (aux as { ID: string }).ID : undefined)).find(Boolean);
}

/** Offers a session to the engine for as long as it is not destroyed. */
async function session(to: Engine, id: string, routes: (router: ConnectRouter) => void, methods: readonly string[]) {
  const socket = net.connect(to.paths.socket);
  const head = ["POST /session HTTP/1.1", "Host: d", "Connection: Upgrade", "Upgrade: h2c"];
  const name = "X-Docker-Expose-Session-";
  const exposed = [`${name}Uuid: ${id}`, ...methods.map((method) => `${name}Grpc-Method: ${method}`)];
  socket.write(`${[...head, ...exposed].join("\r\n")}\r\n\r\n`);
  const answer = await new Promise<Buffer>((resolve, reject) => socket.once("data", resolve).once("error", reject));
  const end = answer.indexOf("\r\n\r\n") + 4;
  expect(answer.subarray(0, 12).toString()).toBe("HTTP/1.1 101");
  if (end < answer.length) socket.unshift(answer.subarray(end));
  new GrpcServer({ routes, log: silentLog }).serve(socket);
  return { [Symbol.dispose]: () => void socket.destroy() };
}

const run = "FROM busybox\nARG word\nCOPY file /file\nRUN cat /file && echo said $word\n";

test("the context may be the body", async () => {
  const context = tarOf(fileMember("Dockerfile", run), fileMember("file", "content\n"));
  const { status, lines } = await build({ t: "by-body:1", buildargs: '{"word":"this"}', nocache: "1" }, context);
  expect(status).toBe(200);
  const { names, log } = told(lines);
  expect(log).toContain("content\nsaid this\n");
  expect([...names].filter((name) => name.includes("COPY"))).toEqual(["[2/3] COPY file /file"]);
  const { Id } = await (await engine()).json<{ Id: string }>("GET", "/images/by-body:1/json");
  expect(imageOf(lines)).toBe(Id);
});

test("files and secrets come from the client's session", async () => {
  const dockerfile = "FROM busybox\nCOPY file /\nRUN --mount=type=secret,id=s sha256sum /run/secrets/s && cat /file\n";
  const files = fileSync({ files: { Dockerfile: dockerfile, file: "of the session\n" }, asked: [] });
  const routes = (router: ConnectRouter): void => {
    files(router);
    router.service(Secrets, { getSecret: () => ({ data: Buffer.from("secret") }) });
  };
  const methods = ["/moby.filesync.v1.FileSync/DiffCopy", "/moby.buildkit.secrets.v1.Secrets/GetSecret"];
  using _offered = await session(await engine(), "files-and-secrets", routes, methods);
  const query = { session: "files-and-secrets", remote: "client-session", t: "by-session", nocache: "1" };
  const { lines } = await build(query);
  expect(lines.flatMap(({ error }) => error ?? [])).toEqual([]);
  expect(told(lines).log).toContain("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b  /run/secrets/s");
  expect(told(lines).log).toContain("of the session\n");
  expect(imageOf(lines)).toStartWith("sha256:");
});

test("the context may come in a call of its own", async () => {
  const context = tarOf(
    fileMember("Dockerfile", "FROM busybox\nCOPY file /uploaded\n"),
    fileMember("file", "content\n"),
  );
  const building = build({ buildid: "apart", remote: "upload-request", t: "by-upload" });
  const [built, uploaded] = await Promise.all([building, build({ buildid: "upload-request:apart" }, context)]);
  expect(uploaded.status).toBe(200);
  expect(imageOf(built.lines)).toStartWith("sha256:");
});

test("what fails is a line of the answer, or its status", async () => {
  const failing = tarOf(fileMember("Dockerfile", "FROM busybox\nRUN exit 7\n"));
  const { lines } = await build({ nocache: "1" }, failing);
  const text = 'process "/bin/sh -c exit 7" did not complete successfully: exit code: 7';
  expect(lines.at(-1)?.error).toBe(text);
});

test("what BuildKit has no way of doing is refused, and limits of memory and processors are nothing to it", async () => {
  const context = tarOf(fileMember("Dockerfile", "FROM busybox\nRUN echo limited\n"));
  const answers: [query: Record<string, string>, status: number, message: string][] = [
    [{ networkmode: "other" }, 500, 'network mode "other" not supported by buildkit'],
    [{ networkmode: "container:other" }, 500, 'network mode "container:other" not supported by buildkit'],
    [{ isolation: "hyperv" }, 400, 'unsupported isolation: "hyperv"'],
    [{ securityopt: '["seccomp=unconfined"]' }, 400, "security options are not supported on linux"],
  ];
  for (const [query, status, message] of answers)
    expect(await build(query, context)).toMatchObject({ status, lines: [{ message }] });
  const limits = { memory: "100000000", memswap: "-1", cpushares: "5", cpuquota: "50000", cpuperiod: "100000" };
  const { lines } = await build({ ...limits, cpusetcpus: "0", cpusetmems: "0", nocache: "1" }, context);
  expect(told(lines).log).toContain("limited\n");
  expect(imageOf(lines)).toStartWith("sha256:");
});

test("quiet says the image alone", async () => {
  const context = tarOf(fileMember("Dockerfile", "FROM busybox\nENV quiet=1\n"));
  const { lines } = await build({ q: "1" }, context);
  expect(lines).toEqual([{ stream: expect.stringMatching(/^sha256:[0-9a-f]{64}\n$/) }]);
});
