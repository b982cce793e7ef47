import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";

/** Devices that files of the Container Device Interface describe. */
const folder = mkdtempSync(`${tmpdir()}/cdi-`);
let engine: Engine;

beforeAll(async () => {
  mkdirSync(`${folder}/specs`);
  mkdirSync(`${folder}/shown`);
  writeFileSync(`${folder}/shown/file`, "shown\n");
  writeFileSync(`${folder}/specs/one.json`, JSON.stringify(description));
  writeFileSync(`${folder}/specs/two.yaml`, yaml);
  engine = await Engine.start({ flags: ["--cdi-spec-dir", `${folder}/specs`, "--cdi-spec-dir", `${folder}/none`] });
  await engine.loadBusybox();
}, 60_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
}, 60_000);

const description = {
  cdiVersion: "0.7.0",
  kind: "vendor.com/dev",
  containerEdits: { env: ["ALL=1"] },
  devices: [
    {
      name: "null",
      containerEdits: {
        env: ["MINE=device"],
        deviceNodes: [{ path: "/dev/mynull", hostPath: "/dev/null" }],
        mounts: [{ hostPath: `${folder}/shown`, containerPath: "/shown/here", options: ["ro", "rbind"] }],
      },
    },
    {
      name: "hook",
      containerEdits: {
        hooks: [
          { hookName: "createRuntime", path: "/bin/sh", args: ["sh", "-c", `echo $A > ${folder}/began`], env: ["A=b"] },
          { hookName: "poststop", path: "/bin/sh", args: ["sh", "-c", `echo ended > ${folder}/ended`] },
        ],
      },
    },
    { name: "nowhere", containerEdits: { deviceNodes: [{ path: "/dev/nowhere" }] } },
    { name: "file", containerEdits: { deviceNodes: [{ path: "/dev/f", hostPath: "/etc/passwd" }] } },
    { name: "other", containerEdits: { deviceNodes: [{ path: "/dev/f", hostPath: "/dev/null", type: "b" }] } },
  ],
};

const yaml = `cdiVersion: "0.6.0"
kind: vendor.com/zero
devices:
- name: given
  containerEdits:
    deviceNodes: [{path: /dev/given, type: c, major: 1, minor: 5, fileMode: 0640, uid: 3, gid: 4, permissions: r}]
`;

const run = (...args: readonly string[]) => engine.docker(["run", "--rm", ...args]);

test("what is described is told", async () => {
  const { CDISpecDirs, DiscoveredDevices } = await engine.json<Record<string, unknown>>("GET", "/info");
  expect(CDISpecDirs).toEqual([`${folder}/specs`, `${folder}/none`]);
  const names = ["dev=file", "dev=hook", "dev=nowhere", "dev=null", "dev=other", "zero=given"];
  expect(DiscoveredDevices).toEqual(names.map((name) => ({ Source: "cdi", ID: `vendor.com/${name}` })));
  for (const said of [await engine.docker(["info"]), await engine.own(["info"])])
    expect(said.stdout).toContain(" Discovered Devices:\n  cdi: vendor.com/dev=file\n");
});

test("a container is given what its devices bring", async () => {
  const script = "env; cat /shown/here/file; touch /shown/here/x; stat -c '%t:%T %a %u:%g' /dev/mynull";
  const { stdout, stderr } = await run(
    "-e",
    "MINE=own",
    "--device",
    "vendor.com/dev=null",
    "busybox",
    "sh",
    "-c",
    script,
  );
  const lines = stdout.split("\n");
  for (const line of ["ALL=1", "MINE=device", "shown", "1:3 666 0:0"]) expect(lines).toContain(line);
  expect(lines).not.toContain("MINE=own");
  expect(stderr).toContain("Read-only file system");
});

test("a node is what its description says, and no more is allowed than that", async () => {
  const script = "stat -c '%t:%T %a %u:%g' /dev/given; head -c 1 /dev/given | wc -c; echo x > /dev/given";
  const { stdout, stderr } = await run("--device", "vendor.com/zero=given", "busybox", "sh", "-c", script);
  expect(stdout).toBe("1:5 640 3:4\n1\n");
  // /dev/zero is every container's to write: the rule of the description comes on top of Docker's.
  expect(stderr).toBe("");
});

test("a mount of the container's own stands in place of a device's", async () => {
  const own = `${folder}/specs:/shown/here`;
  const { stdout } = await run("-v", own, "--device", "vendor.com/dev=null", "busybox", "ls", "/shown/here");
  expect(stdout).toBe("one.json\ntwo.yaml\n");
});

test("hooks are called", async () => {
  await run("--device", "vendor.com/dev=hook", "busybox", "true");
  expect(readFileSync(`${folder}/began`, "utf8")).toBe("b\n");
  await eventually("the container has been cleaned up", () => existsSync(`${folder}/ended`));
});

test.each([
  ["vendor.com/dev=nobody", "unresolvable CDI devices vendor.com/dev=nobody"],
  [
    "vendor.com/dev=nowhere",
    'failed to inject devices: failed to stat CDI host device "/dev/nowhere": no such file or directory',
  ],
  ["vendor.com/dev=file", 'failed to inject devices: failed to stat CDI host device "/etc/passwd": not a device node'],
  ["vendor.com/dev=other", 'failed to inject devices: CDI device ("/dev/f", "/dev/null"), host type mismatch (b, c)'],
])("%s cannot be had", async (name, reason) => {
  const { code, stderr } = await run("--device", "vendor.com/dev=null", "--device", name, "busybox", "true");
  // The client takes a reason of these words for a program that is missing.
  expect(code).toBe(reason.endsWith("no such file or directory") ? 127 : 125);
  expect(stderr).toContain(`Error response from daemon: CDI device injection failed: ${reason}\n`);
});

test("a file that changes counts at once", async () => {
  const path = `${folder}/specs/three.json`;
  const devices = [{ name: "new", containerEdits: { env: ["NEW=1"] } }];
  writeFileSync(path, JSON.stringify({ cdiVersion: "0.6.0", kind: "vendor.com/new", devices }));
  // The reference engine hears of changes in its own time.
  await eventually("the device can be had", async () => {
    const { stdout } = await run("--device", "vendor.com/new=new", "busybox", "env");
    return stdout.includes("NEW=1");
  });
  rmSync(path);
});

test("builds are not allowed devices unless the daemon says so", async () => {
  for (const entry of ["device", "device=vendor.com/dev=null"]) {
    const { code, stderr } = await engine.docker(["buildx", "build", "--allow", entry, "-"], {
      input: "FROM busybox\nRUN true\n",
    });
    expect(code).toBe(1);
    expect(stderr).toContain("granting entitlement device is not allowed by build daemon configuration");
  }
  const { stdout } = await engine.docker(["buildx", "inspect"]);
  expect(stdout).toMatch(/Devices:\n Name: +vendor\.com\/dev=file\n Automatically allowed: +false\n/);
});
