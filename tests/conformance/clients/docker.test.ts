import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { eventually } from "../../support/eventually.ts";
import { smallImage } from "../../support/images.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

/** Output of the stock client, trimmed. @throws Error with what it said when it fails */
async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await (await engine()).docker(args);
  if (code !== 0) throw new Error(`docker ${args.join(" ")}: exit ${code}\n${stdout}${stderr}`);
  return stdout.trim();
}

async function refused(...args: string[]): Promise<string> {
  const { code, stderr } = await (await engine()).docker(args);
  expect(code).not.toBe(0);
  return stderr.trim();
}

async function formatted(kind: string, name: string, format: string): Promise<string> {
  return await docker(kind, "inspect", "--format", format, name);
}

test("version and info show client and server", async () => {
  expect(await docker("version", "--format", "{{.Client.APIVersion}} {{.Server.APIVersion}} {{.Server.Os}}")).toBe(
    "1.51 1.51 linux",
  );
  expect(await docker("info", "--format", "{{.OSType}} {{.Driver}} {{.LoggingDriver}}")).toMatch(
    /^linux overlay\w* json-file$/,
  );
});

test("a container's life by command", async () => {
  const id = await docker("create", "--name", "life", "--label", "of=life", "busybox", "sleep", "1000");
  expect(await docker("ps", "-aq", "--no-trunc", "--filter", "status=created")).toBe(id);
  expect(await docker("start", "life")).toBe("life");
  await docker("pause", "life");
  expect(await docker("ps", "--filter", "name=life", "--format", "{{.Status}}")).toMatch(/\(Paused\)$/);
  await docker("unpause", "life");
  await docker("rename", "life", "renamed");
  await docker("restart", "-t", "0", "renamed");
  await docker("update", "--cpu-shares", "300", "--restart", "on-failure:3", "renamed");
  expect(
    await formatted(
      "container",
      "renamed",
      "{{.HostConfig.CpuShares}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}}",
    ),
  ).toBe("300 on-failure 3");
  const waited = docker("wait", "renamed");
  await docker("kill", "-s", "INT", "renamed");
  await docker("stop", "-t", "0", "renamed");
  expect(await waited).toBe("137");
  expect(await refused("exec", "renamed", "true")).toContain("is not running");
  expect(await docker("rm", "renamed")).toBe("renamed");
});

test("environment and labels from files, the id to a file", async () => {
  const folder = mkdtempSync(`${tmpdir()}/docker-`);
  writeFileSync(`${folder}/env`, "# comment\nFROM_FILE=a b\nHOME_OF\n");
  writeFileSync(`${folder}/labels`, "one=1\ntwo=\n");
  const files = ["--env-file", `${folder}/env`, "--label-file", `${folder}/labels`, "--cidfile", `${folder}/id`];
  const said = await docker(
    "run",
    "--name",
    "filed",
    ...files,
    "-e",
    "MORE=c",
    "busybox",
    "sh",
    "-c",
    "echo $FROM_FILE $MORE",
  );
  expect(said).toBe("a b c");
  expect(readFileSync(`${folder}/id`, "utf8")).toBe(await formatted("container", "filed", "{{.Id}}"));
  expect(await formatted("container", "filed", "{{json .Config.Labels}}")).toBe('{"one":"1","two":""}');
  rmSync(folder, { recursive: true });
});

test("start -a -i brings input and the exit code", async () => {
  await docker("create", "-i", "--name", "asked", "busybox", "sh", "-c", "read x; echo got $x; exit 3");
  const { code, stdout } = await (await engine()).docker(["start", "-a", "-i", "asked"], { input: "this\n" });
  expect([code, stdout]).toEqual([3, "got this\n"]);
});

test("health is shown by ps and by inspect", async () => {
  const probe = ["--health-cmd", "test -e /ok", "--health-interval", "200ms", "--health-retries", "1"];
  await docker("run", "-d", "--name", "checked", ...probe, "busybox", "sleep", "1000");
  const status = async (): Promise<string> => await docker("ps", "--filter", "name=checked", "--format", "{{.Status}}");
  await eventually("unhealthy", async () => (await status()).endsWith("(unhealthy)"));
  await docker("exec", "checked", "touch", "/ok");
  await eventually("healthy", async () => (await status()).endsWith("(healthy)"));
  expect(await formatted("container", "checked", "{{(index .State.Health.Log 0).ExitCode}}")).toBe("1");
});

test("restart policies start again what ends, until it is stopped", async () => {
  await docker("run", "-d", "--name", "again", "--restart", "always", "busybox", "sh", "-c", "sleep 0.1; exit 1");
  const count = async (): Promise<number> => Number(await formatted("container", "again", "{{.RestartCount}}"));
  await eventually("two restarts", async () => (await count()) >= 2);
  await docker("stop", "-t", "0", "again");
  const stopped = await count();
  expect(await formatted("container", "again", "{{.State.Status}}")).toBe("exited");
  expect(await count()).toBe(stopped);
});

test("volumes: named, anonymous with what the image has, taken over, read-only, removed", async () => {
  await docker("volume", "create", "--label", "kept=yes", "box");
  expect(await docker("volume", "ls", "-q", "--filter", "label=kept=yes")).toBe("box");
  await docker("run", "--rm", "-v", "box:/etc", "busybox", "sh", "-c", "echo x > /etc/made");
  expect(await docker("run", "--rm", "-v", "box:/v:ro", "busybox", "cat", "/v/made", "/v/group")).toContain(
    "root:x:0:",
  );
  const holder = ["run", "-d", "--name", "holder", "-v", "/anonymous", "--mount", "type=volume,src=box,dst=/box"];
  await docker(...holder, "busybox", "sleep", "1000");
  expect(
    await docker(
      "run",
      "--rm",
      "--volumes-from",
      "holder:ro",
      "busybox",
      "sh",
      "-c",
      "cat /box/made; touch /box/x 2>&1 || true",
    ),
  ).toMatch(/^x\ntouch: \/box\/x: Read-only file system$/);
  expect(await refused("volume", "rm", "box")).toMatch(/volume is in use - \[[0-9a-f]{64}\]/);
  const anonymous = await formatted(
    "container",
    "holder",
    '{{range .Mounts}}{{if eq .Destination "/anonymous"}}{{.Name}}{{end}}{{end}}',
  );
  await docker("rm", "-fv", "holder");
  expect(await refused("volume", "inspect", anonymous)).toContain(`get ${anonymous}: no such volume`);
  expect(await docker("volume", "rm", "box")).toBe("box");
});

test("networks: a subnet, names, addresses, several at once, live connects", async () => {
  await docker("network", "create", "--subnet", "10.55.0.0/24", "--label", "n=1", "lan");
  await docker("network", "create", "--internal", "inner");
  const server = ["-d", "--name", "server", "--network", "lan", "--ip", "10.55.0.9", "--network-alias", "www"];
  await docker("run", ...server, "busybox", "sh", "-c", "echo page > /p; exec httpd -f -p 80 -h /");
  const get = async (from: string, host: string): Promise<string> =>
    await docker("exec", from, "wget", "-q", "-O", "-", `http://${host}/p`);
  await docker("run", "-d", "--name", "asker", "--network", "lan", "--network", "inner", "busybox", "sleep", "1000");
  expect([await get("asker", "server"), await get("asker", "www"), await get("asker", "10.55.0.9")]).toEqual([
    "page",
    "page",
    "page",
  ]);
  await docker("network", "disconnect", "lan", "asker");
  await refused("exec", "asker", "wget", "-q", "-T", "2", "-O", "-", "http://10.55.0.9/p");
  await docker("network", "connect", "--alias", "back", "lan", "asker");
  expect(await get("asker", "www")).toBe("page");
  expect(await docker("exec", "server", "ping", "-c", "1", "back")).toContain("1 packets received");
  expect(
    await docker("network", "inspect", "--format", "{{len .Containers}} {{(index .IPAM.Config 0).Subnet}}", "lan"),
  ).toBe("2 10.55.0.0/24");
  expect(await refused("network", "rm", "lan")).toContain("has active endpoints");
  await docker("rm", "-f", "server", "asker");
  expect(await docker("network", "rm", "lan", "inner")).toBe("lan\ninner");
});

test("events tell of networks, volumes, images and containers", async () => {
  const since = String(Date.now() / 1000);
  await docker("volume", "create", "told");
  await docker("network", "create", "told");
  await docker("run", "--rm", "--network", "told", "-v", "told:/v", "busybox", "true");
  await docker("network", "rm", "told");
  await docker("volume", "rm", "told");
  await (await engine()).docker(["load"], { input: smallImage("told:1") });
  await docker("rmi", "told:1");
  const format = ["--format", "{{.Type}} {{.Action}}"];
  const told = (await docker("events", "--since", since, "--until", String(Date.now() / 1000 + 0.1), ...format)).split(
    "\n",
  );
  const wanted = [
    ["volume create", "volume mount", "volume unmount", "volume destroy"],
    ["network create", "network connect", "network disconnect", "network destroy"],
    ["container create", "container attach", "container start", "container die", "container destroy"],
    ["image load", "image untag", "image delete"],
  ];
  for (const events of wanted) expect(told.filter((event) => events.includes(event))).toEqual(events);
});

test("inspect finds any kind of object, and says what it does not find", async () => {
  await docker("volume", "create", "seen-volume");
  await docker("create", "--name", "seen-container", "busybox");
  const found = await docker("inspect", "--format", "{{.Name}}", "seen-volume", "seen-container", "bridge");
  expect(found).toBe("seen-volume\n/seen-container\nbridge");
  expect(await refused("inspect", "nowhere")).toContain("No such object: nowhere");
  expect(await refused("inspect", "--type", "volume", "seen-container")).toContain("no such volume");
});

test("an interactive exec, signals by the proxy, and logs with time stamps", async () => {
  await docker("run", "-d", "--name", "long", "busybox", "sh", "-c", "echo said; exec sleep 1000");
  const { stdout } = await (await engine()).docker(["exec", "-i", "long", "sh"], { input: "echo typed; exit 0\n" });
  expect(stdout).toBe("typed\n");
  expect(await docker("logs", "-t", "--tail", "1", "long")).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z said$/);
  expect(await docker("ps", "-q", "--filter", "ancestor=busybox", "--filter", "name=long")).toMatch(/^[0-9a-f]{12}$/);
});

test("the stock compose is a plugin of it", async () => {
  expect(await docker("compose", "version")).toContain("Docker Compose version");
  expect(await docker("compose", "ls", "--format", "json")).toBe("[]");
});
