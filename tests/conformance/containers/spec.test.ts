import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

/** Runs a script in a new container; its output, trimmed. */
async function inside(options: readonly string[], script: string): Promise<string> {
  const { stdout, stderr } = await (await engine()).docker(["run", "--rm", ...options, "busybox", "sh", "-c", script]);
  return `${stdout}${stderr}`.trim();
}

test("the files that an engine makes", async () => {
  expect(await inside(["--network", "none", "-h", "me"], "cat /etc/hostname")).toBe("me");
  const hosts = await inside(["--add-host", "db:10.1.2.3"], "cat /etc/hosts");
  expect(hosts).toContain("127.0.0.1\tlocalhost");
  expect(hosts).toContain("10.1.2.3\tdb");
  expect(await inside(["--dns", "10.9.8.7", "--dns-search", "example.test"], "cat /etc/resolv.conf")).toMatch(
    /nameserver 10\.9\.8\.7\nsearch example\.test/,
  );
  expect(await inside([], "ls /.dockerenv; stat -c %a /dev/shm; df -k /dev/shm | tail -1 | awk '{print $2}'")).toBe(
    "/.dockerenv\n1777\n65536",
  );
});

test("capabilities: Docker's default, dropped, added, privileged", async () => {
  const effective = "grep CapEff /proc/self/status | cut -f2";
  expect(await inside([], effective)).toBe("00000000a80425fb");
  expect(await inside(["--cap-drop", "ALL"], effective)).toBe("0000000000000000");
  expect(await inside(["--cap-drop", "ALL", "--cap-add", "NET_ADMIN"], effective)).toBe("0000000000001000");
  expect(await inside(["-u", "www"], effective)).toBe("0000000000000000");
});

test("a seccomp filter is there unless it is switched off", async () => {
  const mode = "grep '^Seccomp:' /proc/self/status | cut -f2";
  expect(await inside([], mode)).toBe("2");
  expect(await inside(["--security-opt", "seccomp=unconfined"], mode)).toBe("0");
  expect(await inside([], "unshare -n true; echo $?")).toContain("Operation not permitted");
});

test("no new privileges", async () => {
  const read = "grep NoNewPrivs /proc/self/status | cut -f2";
  expect(await inside([], read)).toBe("0");
  expect(await inside(["--security-opt", "no-new-privileges"], read)).toBe("1");
});

test("masked and read-only parts of /proc and /sys", async () => {
  expect(await inside([], "cat /proc/timer_list | wc -c; ls /sys/firmware | wc -l")).toBe("0\n0");
  expect(await inside([], "echo 1 > /proc/sys/kernel/domainname")).toContain("Read-only file system");
});

test("limits of memory, processes and CPU reach the cgroup", async () => {
  const read = (v1: string, v2: string): string => `cat /sys/fs/cgroup/${v1} 2>/dev/null || cat /sys/fs/cgroup/${v2}`;
  expect(await inside(["-m", "64m"], read("memory/memory.limit_in_bytes", "memory.max"))).toBe(String(64 << 20));
  expect(await inside(["--pids-limit", "50"], read("pids/pids.max", "pids.max"))).toBe("50");
  expect(await inside(["--cpus", "0.5"], read("cpu/cpu.cfs_quota_us", "cpu.max"))).toMatch(/^50000/);
});

test("ulimits", async () => {
  expect(await inside(["--ulimit", "nofile=123:456"], "ulimit -Sn; ulimit -Hn")).toBe("123\n456");
});

test("a read-only root with a tmpfs in it", async () => {
  const seen = await inside(
    ["--read-only", "--tmpfs", "/scratch:size=1m"],
    "echo x > /y; echo x > /scratch/y && cat /scratch/y",
  );
  expect(seen).toContain("can't create /y: Read-only file system");
  expect(seen).toContain("x");
});

test("bind mounts, read-only ones too", async () => {
  const folder = mkdtempSync(`${tmpdir()}/bind-`);
  writeFileSync(`${folder}/file`, "from outside\n");
  expect(await inside(["-v", `${folder}:/in`], "cat /in/file; echo new > /in/made")).toBe("from outside");
  expect(await Bun.file(`${folder}/made`).text()).toBe("new\n");
  expect(await inside(["-v", `${folder}:/in:ro`], "echo x > /in/file")).toContain("Read-only file system");
  expect(await inside(["-v", `${folder}/file:/new/file:ro`], "cat /new/file; echo x > /new/file")).toMatch(
    /^from outside\n.*Read-only file system$/,
  );
  expect(await inside(["--mount", `type=bind,source=${folder},target=/m,readonly`], "cat /m/made")).toBe("new");
  rmSync(folder, { recursive: true });
});

test("a --mount whose source is not there is refused, a -v makes it", async () => {
  const folder = mkdtempSync(`${tmpdir()}/bind-`);
  const { code, stderr } = await (await engine()).docker([
    "run",
    "--rm",
    "--mount",
    `type=bind,source=${folder}/no,target=/m`,
    "busybox",
    "true",
  ]);
  expect(code).toBe(125);
  expect(stderr).toContain(`bind source path does not exist: ${folder}/no`);
  expect(await inside(["-v", `${folder}/made:/m`], "ls -d /m")).toBe("/m");
  rmSync(folder, { recursive: true });
});

test("devices", async () => {
  expect(await inside(["--device", "/dev/loop-control:/dev/given:r"], "stat -c %t:%T /dev/given")).toBe("a:ed");
  expect(await inside([], "ls /dev")).not.toContain("given");
});

test("own process tree, own host name, own mounts", async () => {
  expect(await inside([], "echo $$; ps | wc -l")).toMatch(/^1\n[34]$/);
  expect(await inside(["--pid", "host"], "ps | wc -l").then(Number)).toBeGreaterThan(5);
});

test("what was given at create is given back", async () => {
  const body = {
    Image: "busybox",
    Cmd: ["echo", "x"],
    Entrypoint: ["/bin/busybox"],
    Env: ["A=b"],
    Labels: { l: "v" },
    WorkingDir: "/tmp",
    User: "www",
    HostConfig: { Memory: 64 << 20, CapAdd: ["NET_ADMIN"], Binds: ["/tmp:/host:ro"], RestartPolicy: { Name: "no" } },
  };
  const { Id } = await (await engine()).json<{ Id: string }>("POST", "/containers/create", body);
  const inspected = await (await engine()).json<{ Config: object; HostConfig: object }>(
    "GET",
    `/containers/${Id}/json`,
  );
  const { HostConfig, ...config } = body;
  expect(inspected.Config).toMatchObject({ ...config, Env: ["A=b", expect.stringMatching(/^PATH=/)] });
  expect(inspected.HostConfig).toMatchObject(HostConfig);
});
