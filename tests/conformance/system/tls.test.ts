import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { Certificates } from "../../support/certificates.ts";
import type { Result } from "../../support/command.ts";
import { Engine } from "../../support/engine.ts";

/** The engine on TCP with TLS that verifies clients, beside its socket. */
const folder = mkdtempSync(`${tmpdir()}/certificates-`);
const certificates = new Certificates(folder);
const path = (name: string): string => certificates.path(name);
let engine: Engine;

beforeAll(async () => {
  for (const name of ["ca", "foreign"]) certificates.authority(name);
  certificates.sign("server", "ca", { use: "serverAuth" });
  certificates.sign("client", "ca", { use: "clientAuth" });
  certificates.sign("rogue", "foreign", { use: "clientAuth" });
  certificates.sign("expired", "ca", { use: "clientAuth", expired: true });
  certificates.sign("misused", "ca", { use: "serverAuth" });
  const files = ["--tlscacert", path("ca.pem"), "--tlscert", path("server.pem"), "--tlskey", path("server.key")];
  engine = await Engine.start({ flags: ["-H", "tcp://127.0.0.1:2376", "--tlsverify", ...files] });
  await engine.loadBusybox();
}, 120_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
}, 60_000);

type Client = "docker" | "own";
const clients: readonly Client[] = ["docker", "own"];

function ask(client: Client, certificate: string, args: readonly string[], input?: string): Promise<Result> {
  const files =
    certificate === "" ? [] : ["--tlscert", path(`${certificate}.pem`), "--tlskey", path(`${certificate}.key`)];
  const trust = ["-H", "tcp://localhost:2376", "--tlsverify", "--tlscacert", path("ca.pem"), ...files];
  return engine[client]([...trust, ...args], {
    env: { DOCKER_HOST: undefined },
    ...(input === undefined ? {} : { input }),
  });
}

test.each(clients)("%s: streams go both ways, and each way ends on its own", async (client) => {
  const script = "cat; echo err >&2; sleep 0.2; echo late";
  const run = await ask(client, "client", ["run", "--rm", "-i", "busybox", "sh", "-c", script], "in\n");
  expect(run).toMatchObject({ code: 0, stdout: "in\nlate\n", stderr: "err\n" });
});

test.each(clients)("%s: exec, its exit code, logs and large streams", async (client) => {
  const name = `tls-${client}`;
  await ask(client, "client", [
    "run",
    "-d",
    "--name",
    name,
    "busybox",
    "sh",
    "-c",
    "echo one; echo two >&2; sleep 1000",
  ]);
  const large = "0123456789abcdef".repeat(1 << 17);
  const counted = await ask(client, "client", ["exec", "-i", name, "wc", "-c"], large);
  expect(counted.stdout.trim()).toBe(String(large.length));
  const given = await ask(client, "client", ["exec", name, "head", "-c", "3000000", "/dev/zero"]);
  expect(given.stdout.length).toBe(3_000_000);
  expect((await ask(client, "client", ["exec", name, "sh", "-c", "exit 7"])).code).toBe(7);
  const logs = await ask(client, "client", ["logs", name]);
  expect([logs.stdout, logs.stderr]).toEqual(["one\n", "two\n"]);
  await engine.docker(["rm", "-f", name]);
});

test.each(clients.flatMap((client) => ["rogue", "expired", "misused", ""].map((name) => [client, name] as const)))(
  "%s: a client with the certificate '%s' is refused",
  async (client, certificate) => {
    const { code, stdout, stderr } = await ask(client, certificate, ["ps"]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^error during connect: |^the server probably has client authentication \(--tlsverify\) enabled/,
    );
  },
);

test.each(clients)("%s: an engine whose authority is not trusted is not spoken to", async (client) => {
  const files = ["--tlscacert", path("foreign.pem"), "--tlscert", path("client.pem"), "--tlskey", path("client.key")];
  const { code, stderr } = await engine[client](["-H", "tcp://localhost:2376", "--tlsverify", ...files, "ps"], {
    env: { DOCKER_HOST: undefined },
  });
  expect(code).toBe(1);
  expect(stderr).toContain("tls: failed to verify certificate: x509: certificate signed by unknown authority");
});

test.each(clients)("%s: certificates that are not there are named", async (client) => {
  const { code, stderr } = await engine[client](["-H", "tcp://localhost:2376", "--tlsverify", "ps"], {
    env: { DOCKER_HOST: undefined },
  });
  const missing = `${engine.paths.folder}/.docker/ca.pem`;
  expect([code, stderr.trim()]).toEqual([
    1,
    `Failed to initialize: unable to resolve docker endpoint: open ${missing}: no such file or directory`,
  ]);
});

test("TLS 1.1 gets nothing, and who speaks no TLS is told so", async () => {
  const curl = (...args: string[]) => engine.namespace.run(["curl", "-sS", "-m", "5", ...args]);
  const files = ["--cacert", path("ca.pem"), "--cert", path("client.pem"), "--key", path("client.key")];
  expect((await curl("https://localhost:2376/_ping", ...files)).stdout).toBe("OK");
  expect((await curl("https://localhost:2376/_ping", "--tls-max", "1.1", ...files)).stdout).toBe("");
  const plain = await curl("-i", "http://localhost:2376/_ping");
  expect(plain.stdout.replaceAll("\r", "")).toBe(
    "HTTP/1.0 400 Bad Request\n\nClient sent an HTTP request to an HTTPS server.\n",
  );
});

test.each(clients)("%s: a context keeps the certificates", async (client) => {
  const name = `remote-${client}`;
  const files = `ca=${path("ca.pem")},cert=${path("client.pem")},key=${path("client.key")}`;
  const env = { DOCKER_HOST: undefined };
  const made = await engine[client](["context", "create", name, "--docker", `host=tcp://localhost:2376,${files}`], {
    env,
  });
  expect([made.code, made.stderr]).toEqual([0, `Successfully created context "${name}"\n`]);
  const run = await engine[client](["--context", name, "run", "--rm", "-i", "busybox", "cat"], { env, input: "in\n" });
  expect(run).toMatchObject({ code: 0, stdout: "in\n" });
});
