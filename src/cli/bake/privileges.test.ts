import { expect, test } from "bun:test";
import { parseEntitlements } from "./entitlements.ts";
import { privilegeRequest } from "./privilege-request.ts";
import { missingPrivileges } from "./privileges.ts";
import type { BakeTarget } from "./target.ts";

const known = ["/etc/apt", "/etc", "/tmp", "/var/project", "/var"];

/** Nothing but `known` exists, and `/var/project/link` leads to `/etc`. */
function resolve(path: string): { existing: string; rest: string } {
  const real = path.replace("/var/project/link", "/etc");
  const existing = known.find((one) => real === one || real.startsWith(`${one}/`)) ?? "/";
  return { existing, rest: real.slice(existing.length).replace(/^\//, "") };
}

const target: BakeTarget = {
  name: "a",
  context: "link",
  contexts: new Map([
    ["image", "docker-image://alpine"],
    ["up", ".."],
  ]),
  entitlements: ["network.host"],
  cacheFrom: [{ type: "local", attributes: new Map([["src", "/tmp/cache"]]) }],
  cacheTo: [{ type: "local", attributes: new Map([["dest", "/tmp/cache"]]) }],
  outputs: [
    { type: "tar", attributes: new Map(), destination: "-" },
    { type: "local", attributes: new Map(), destination: "out" },
  ],
};

const workingDirectory = "/var/project";
const missing = (allow: readonly string[], targets = [target]) =>
  missingPrivileges(targets, parseEntitlements(allow), { workingDirectory, resolve });

function request(allow: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const command = ["docker", "buildx", "bake", "a"];
  const options = { environment: new Map(Object.entries(environment)), workingDirectory, isTerminal: false, command };
  return privilegeRequest(missing(allow), options);
}

test("bake privileges: paths beyond the working directory, by what they lead to", () => {
  expect(missing([])).toMatchObject({ networkHost: true, reads: ["/etc", "/tmp", "/var"], writes: ["/tmp"] });
  expect(missing(["network.host", "fs=/tmp", "fs.read=link"])).toMatchObject({
    networkHost: false,
    reads: ["/var"],
    writes: [],
  });
  expect(missing(["fs.read=*"]).reads).toEqual([]);
  expect(missing(["fs.read=/et"]).reads).toContain("/etc");
});

test("bake privileges: an agent is one", () => {
  const ssh = [{ id: "default", paths: [] }];
  expect(missing([], [{ name: "b", ssh }]).ssh).toBe(true);
  expect(missing(["ssh"], [{ name: "b", ssh }]).ssh).toBe(false);
});

test("bake privileges: what is said of them", () => {
  const flags = "--allow=network.host --allow=fs=/tmp --allow=fs.read=/etc --allow=fs.read=..";
  expect(request([])?.text).toBe(
    [
      "Your build is requesting privileges for following possibly insecure capabilities:\n",
      " - Running build containers that can access host network",
      " - Read and write access to path /tmp",
      " - Read access to path /etc",
      " - Read access to path ..\n",
      `Pass "${flags}" to grant requested privileges.\n`,
      "Your full command with requested privileges:\n",
      `docker buildx bake ${flags} a\n`,
      "To disable filesystem entitlements checks, you can set BUILDX_BAKE_ENTITLEMENTS_FS=0 .\n\n",
    ].join("\n"),
  );
});

test("bake privileges: those of files may be taken for granted", () => {
  const unchecked = { BUILDX_BAKE_ENTITLEMENTS_FS: "0" };
  expect(request([])?.isNeeded).toBe(true);
  expect(request([], unchecked)?.isNeeded).toBe(true);
  expect(request(["network.host"], unchecked)?.isNeeded).toBe(false);
  expect(request(["network.host", "fs=*"])).toBeUndefined();
  expect(() => request([], { BUILDX_BAKE_ENTITLEMENTS_FS: "x" })).toThrow(
    'failed to parse BUILDX_BAKE_ENTITLEMENTS_FS value "x": strconv.ParseBool: parsing "x": invalid syntax',
  );
});
