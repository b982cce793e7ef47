import { expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

interface Inspected {
  readonly NetworkSettings: {
    readonly IPAddress: string;
    readonly Gateway: string;
    readonly Ports: Record<string, Array<{ HostIp: string; HostPort: string }> | null>;
  };
}

async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await (await engine()).docker(args);
  if (code !== 0) throw new Error(`${args.join(" ")}: ${code} ${stderr}`);
  return stdout.trim();
}

async function settings(name: string): Promise<Inspected["NetworkSettings"]> {
  return (await (await engine()).json<Inspected>("GET", `/containers/${name}/json`)).NetworkSettings;
}

/** What a program in the engine's namespace gets from the URL. */
async function fetched(url: string): Promise<string> {
  const command = ["timeout", "2", "busybox", "wget", "-q", "-O", "-", url];
  return await eventually(url, async () => (await (await engine()).namespace.run(command)).stdout, { withinMs: 8_000 });
}

const serve = ["busybox", "sh", "-c", "echo served > /index.html; exec httpd -f -p 80 -h /"];

test("containers on the bridge reach each other and their gateway", async () => {
  await docker("run", "-d", "--name", "server", ...serve);
  const { IPAddress, Gateway } = await settings("server");
  expect(IPAddress).toMatch(/^172\.17\.0\.\d+$/);
  expect(await docker("run", "--rm", "busybox", "wget", "-q", "-O", "-", `http://${IPAddress}/index.html`)).toBe(
    "served",
  );
  expect(await docker("run", "--rm", "busybox", "ip", "route")).toContain(`default via ${Gateway} dev eth0`);
  expect(await fetched(`http://${IPAddress}/index.html`)).toBe("served\n");
});

test("a published port answers on the host, at loopback too", async () => {
  await docker("run", "-d", "--name", "published", "-p", "8081:80", "-p", "127.0.0.1::80", ...serve);
  const bindings = (await settings("published")).Ports["80/tcp"]!;
  expect(bindings).toContainEqual({ HostIp: "0.0.0.0", HostPort: "8081" });
  expect(await fetched("http://10.123.0.1:8081/index.html")).toBe("served\n");
  expect(await fetched("http://127.0.0.1:8081/index.html")).toBe("served\n");
  const own = bindings.find(({ HostIp }) => HostIp === "127.0.0.1")!;
  expect(await fetched(`http://127.0.0.1:${own.HostPort}/index.html`)).toBe("served\n");
  expect(await docker("port", "published", "80/tcp")).toContain("0.0.0.0:8081");
});

test("a port that is taken is refused, and free again afterwards", async () => {
  await docker("run", "-d", "--name", "first", "-p", "8082:80", ...serve);
  const second = await (await engine()).docker(["run", "--rm", "-p", "8082:80", "busybox", "true"]);
  expect(second.code).toBe(125);
  expect(second.stderr).toContain("port is already allocated");
  await docker("rm", "-f", "first");
  expect(await docker("run", "--rm", "-p", "8082:80", "busybox", "echo", "free")).toBe("free");
});

test("UDP is published", async () => {
  await docker("run", "-d", "--name", "udp", "-p", "5353:53/udp", "busybox", "sleep", "1000");
  const { State } = await (await engine()).json<{ State: { Pid: number } }>("GET", "/containers/udp/json");
  const program = [process.execPath, "run", `${import.meta.dir}/../../support/udp-program.ts`];
  const server = Bun.spawn(["nsenter", "-t", String(State.Pid), "-n", "--", ...program, "serve", "53"], {
    stdout: "pipe",
  });
  await server.stdout.getReader().read();
  const ask = [...program, "ask", "10.123.0.1", "5353", "hello"];
  const said = await eventually("an echo", async () => (await (await engine()).namespace.run(ask)).stdout);
  server.kill();
  expect(said).toBe("hello\n");
});

test("network none has nothing but loopback", async () => {
  expect(await docker("run", "--rm", "--network", "none", "busybox", "ls", "/sys/class/net")).toBe("lo");
});

test("network host is the engine's own", async () => {
  expect(await docker("run", "--rm", "--network", "host", "busybox", "ip", "-o", "addr")).toContain("10.123.0.1/24");
});

test("network container:ID is shared", async () => {
  await docker("run", "-d", "--name", "owner", ...serve);
  const seen = await docker(
    "run",
    "--rm",
    "--network",
    "container:owner",
    "busybox",
    "wget",
    "-q",
    "-O",
    "-",
    "http://127.0.0.1/index.html",
  );
  expect(seen).toBe("served");
});

test("host-gateway names the bridge's address", async () => {
  const hosts = await docker("run", "--rm", "--add-host", "up:host-gateway", "busybox", "cat", "/etc/hosts");
  expect(hosts).toMatch(/172\.17\.0\.1\tup/);
});

test("networks may be attachable, and of a scope, without a swarm", async () => {
  const body = { Name: "attachable", Attachable: true, Scope: "local" };
  await (await engine()).json("POST", "/networks/create", body);
  const seen = await (await engine()).json<object>("GET", "/networks/attachable");
  expect(seen).toMatchObject({ Attachable: true, Scope: "local", Ingress: false });
  const refused = await (await engine()).request("POST", "/networks/create", { body: { Name: "in", Ingress: true } });
  expect([refused.status, refused.body.toString()]).toEqual([
    403,
    expect.stringContaining("Ingress network can only be global scope network"),
  ]);
  await docker("network", "rm", "attachable");
});
