import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "#base/errors.ts";
import { BuildError } from "#core/build/errors.ts";
import { eventually } from "../../../tests/support/eventually.ts";
import { operation } from "./step-facts.test-support.ts";
import { StepBench } from "./steps.test-support.ts";

let bench: StepBench;
beforeAll(async () => {
  bench = await StepBench.open();
}, 60_000);
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

/** Without the network namespaces that lie ready for others. */
function descriptors(): string[] {
  const open = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).replace(/:\[\d+\]$/, ":");
    } catch {
      return "the list itself";
    }
  });
  return open.filter((target) => !target.startsWith("net:")).sort();
}
const cgroupFolder = "/sys/fs/cgroup/pids/docker";
const cgroups = () => (existsSync(cgroupFolder) ? readdirSync(cgroupFolder) : []);

/** Another engine on this machine has its containers there, too: theirs have processes. */
function isDeserted(cgroup: string): boolean {
  const processes = join(cgroupFolder, cgroup, "cgroup.procs");
  return existsSync(processes) && readFileSync(processes, "utf8") === "";
}

function held() {
  return {
    descriptors: descriptors().length,
    cgroups: cgroups(),
    mounts: readFileSync("/proc/self/mountinfo", "utf8"),
  };
}

/** A socket is closed a turn after it is given up, so there may be fewer descriptors than before. */
async function givenBack(before: ReturnType<typeof held>): Promise<void> {
  await eventually("all is given back", () => {
    const now = held();
    const left = now.cgroups.filter((cgroup) => !before.cgroups.includes(cgroup) && isDeserted(cgroup));
    return left.length === 0 && now.mounts === before.mounts && now.descriptors <= before.descriptors;
  });
}

test("what a program writes is its layer, with the folders that Docker leaves too; nothing else is left", async () => {
  await bench.sh("true");
  const before = held();
  const step = await bench.sh("echo out; echo err >&2; echo hi > /made");
  expect(step.error).toBeUndefined();
  expect(step).toMatchObject({ stdout: "out\n", stderr: "err\n" });
  expect(step.layer.filter((path) => path !== "etc")).toEqual(["dev", "made", "proc", "sys"]);
  expect(readFileSync(join(step.upper, "made"), "utf8")).toBe("hi\n");
  expect(existsSync(join(step.upper, "etc/hosts"))).toBe(false);
  for (const folder of ["dev", "proc", "sys"]) expect(statSync(join(step.upper, folder)).mode & 0o7777).toBe(0o755);
  await givenBack(before);
  expect(readdirSync(join(bench.directory, "run"))).toEqual([]);
  expect(bench.events).toEqual([]);
});

test("a program finds the surroundings of a build", async () => {
  const step = await bench.sh(
    "env; hostname; cat /etc/hosts; id; ls /sys/class/net; grep CapEff /proc/self/status; ulimit -n",
  );
  expect(step.error).toBeUndefined();
  expect(step.stdout.split("\n").filter((line) => !line.startsWith("SHLVL"))).toEqual([
    ...["HOME=/root", "PATH=/bin", "PWD=/", "buildkitsandbox"],
    ...["127.0.0.1\tlocalhost buildkitsandbox", "::1\tlocalhost ip6-localhost ip6-loopback"],
    ...[
      "uid=0(root) gid=0(root) groups=0(root)",
      "eth0",
      "lo",
      "CapEff:\t00000000a80425fb",
      expect.stringMatching(/^\d+$/),
      "",
    ],
  ]);
});

test("what the operation says is what the program has", async () => {
  const step = await bench.sh(
    "id; pwd; hostname; grep hh /etc/hosts; grep -c gw /etc/hosts; df /dev/shm | sed -n 's/.* \\([0-9]\\+\\) .* .* .*%.*/\\1/p'; ulimit -n; echo $A $http_proxy",
    {
      ...{ user: "user", cwd: "/srv/dir", hostname: "named", env: ["PATH=/bin", "A=b"], proxyEnv: ["http_proxy=p"] },
      limits: {
        extraHosts: [
          { host: "hh", ip: "10.9.8.7" },
          { host: "gw", ip: "host-gateway" },
        ],
        ulimits: [{ name: "nofile", soft: 123, hard: 456 }],
        shmSizeBytes: 8 << 20,
      },
    },
  );
  expect(step.stderr).toBe("");
  expect(step.stdout.split("\n")).toEqual([
    ...["uid=82(user) gid=82 groups=82,900(staff)", "/srv/dir", "named", "10.9.8.7\thh", "1"],
    ...["8192", "123", "b p", ""],
  ]);
  expect(step.layer).toContain("srv/dir");
});

test("a program that fails says how", async () => {
  const texts = async (...args: Parameters<StepBench["run"]>) => String((await bench.run(...args)).error);
  const step = await bench.sh("exit 7");
  expect(step.error).toBeInstanceOf(BuildError);
  expect(step.error).toMatchObject({ exitCode: 7 });
  expect(String(step.error)).toContain('process "/bin/sh -c exit 7" did not complete successfully: exit code: 7');
  expect(String((await bench.sh("true", { user: "nobodyx" })).error)).toContain(
    'process "/bin/sh -c true" did not complete successfully: unable to find user nobodyx',
  );
  const missing = await bench.run(operation(["/nope", "x y"]));
  expect(missing.stderr).toBe(
    'runc run failed: unable to start container process: exec: "/nope": stat /nope: no such file or directory\n',
  );
  expect(String(missing.error)).toContain('process "/nope x y" did not complete successfully: exit code: 1');
  expect(await texts({ ...operation(["true"]), devices: [{ name: "a.b/c=d", required: true }] })).toContain(
    'required device "a.b/c=d" is not registered',
  );
});

test("a place that nothing can be mounted at is an error, and leaves nothing", async () => {
  const before = held();
  const mounts = [{ type: "tmpfs", target: "/etc/passwd/x", sizeBytes: 0 }] as const;
  const step = await bench.sh("true", { mounts });
  expect(step.error).toBeInstanceOf(BuildError);
  expect(String(step.error)).toContain("not a directory");
  await givenBack(before);
});

test("one that is called off is killed, and leaves nothing", async () => {
  const ending = new AbortController();
  const before = held();
  const step = await bench.sh(
    "sleep 1000 & echo up; sleep 1000",
    {},
    {
      op: { ...bench.op, signal: ending.signal },
      onOutput: () => ending.abort(new EngineError("canceled", "context canceled")),
    },
  );
  expect(step.error).toMatchObject({ kind: "canceled" });
  await givenBack(before);
  expect(readdirSync(join(bench.directory, "run"))).toEqual([]);
});

test("one that is called off at any instant leaves nothing, and says no more than that", async () => {
  const before = held();
  for (let delayMs = 0; delayMs < 60; delayMs += 4) {
    const ending = new AbortController();
    const reason = new EngineError("canceled", "called off");
    const timer = setTimeout(() => ending.abort(reason), delayMs);
    const step = await bench.sh("true", {}, { op: { ...bench.op, signal: ending.signal } });
    clearTimeout(timer);
    if (step.error !== undefined) expect(step.error).toBe(reason);
    expect(step.layer.filter((path) => !["dev", "etc", "proc", "sys"].includes(path))).toEqual([]);
  }
  await givenBack(before);
  expect(readdirSync(join(bench.directory, "run"))).toEqual([]);
});

test("memory that is used up is said to be", async () => {
  const limits = { extraHosts: [], ulimits: [], memoryBytes: 8 << 20, memorySwapBytes: 8 << 20 };
  const step = await bench.sh("dd if=/dev/zero of=/dev/shm/a bs=1M count=60", { limits });
  expect(String(step.error)).toContain("did not complete successfully: cannot allocate memory");
});

test("networks: none, and the host's", async () => {
  expect((await bench.sh("ls /sys/class/net", { network: "none" })).stdout).toBe("lo\n");
  // Wires of steps before may still be on their way out.
  const links = (table: string) => table.match(/^ *(?!veth)\S+:/gm);
  const seen = await bench.sh("cat /proc/net/dev", { network: "host" });
  expect(links(seen.stdout)).toEqual(links(readFileSync("/proc/thread-self/net/dev", "utf8")));
});

test("an insecure program may do all", async () => {
  const step = await bench.sh(
    "grep CapEff /proc/self/status; touch /sys/x 2>&1; test -e /dev/full && cat /proc/keys > /dev/null",
    {
      security: "insecure",
    },
  );
  const own = /CapBnd:.*/.exec(readFileSync("/proc/self/status", "utf8"))?.[0].replace("Bnd", "Eff") ?? "";
  expect(step.stdout).toStartWith(own);
  expect(step.stdout).not.toContain("Read-only");
});

test("output comes while it is written, and is cut at its limit", async () => {
  const pieces: string[] = [];
  const step = await bench.sh(
    "echo first; sleep 0.2; echo second; yes | head -c 3000000; echo; echo last >&2",
    {},
    {
      onOutput: (text) => void pieces.push(text),
    },
  );
  expect(step.error).toBeUndefined();
  expect(pieces[0]).toBe("first\n");
  expect(pieces[1]).toStartWith("second\n");
  expect(step.stdout).toContain("\n[output clipped, log limit 200KiB/s reached]\n");
  expect(step.stdout.length).toBeLessThan(1_000_000);
  expect(step.stderr).toBe("last\n");
});

test("a program has no descriptor but its own three, and none leads out by its working directory", async () => {
  const step = await bench.sh("ls /proc/self/fd");
  // The fourth is the list's own.
  expect(step.stdout).toBe("0\n1\n2\n3\n");
  for (const fd of [3, 5, 7, 8]) {
    const inside = await bench.sh("pwd; ls -d ../../../../etc/passwd ../../../../../work 2>&1", {
      cwd: `/proc/self/fd/${fd}`,
    });
    expect(inside.error).toBeInstanceOf(BuildError);
    expect(inside.stdout).toBe("");
    expect(inside.layer).toEqual(["dev", "etc", "proc", "sys"]);
  }
});
