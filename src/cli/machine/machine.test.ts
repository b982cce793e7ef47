import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHost } from "#client/connection.ts";
import { defaultHostFor } from "../config/default-host.ts";
import { pipePath } from "../config/open-client.ts";
import { defaultStore } from "../credentials/default-store.ts";
import { executableName, findProgram } from "./find-program.ts";
import { homeFolder } from "./home.ts";
import { tryLockBeside } from "./lock-beside.ts";
import { systemPluginFolders } from "./plugin-folders.ts";

const folder = mkdtempSync(join(tmpdir(), "machine-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("machine: the folder of the user", () => {
  const env = { HOME: "/home/jane", USERPROFILE: "C:\\Users\\jane" };
  expect(homeFolder(env, "linux")).toBe("/home/jane");
  expect(homeFolder(env, "darwin")).toBe("/home/jane");
  expect(homeFolder(env, "win32")).toBe("C:\\Users\\jane");
  expect(homeFolder({}, "win32")).toBe("");
});

test("machine: programs are found by the system's own rules", () => {
  const found = (env: Record<string, string>, system: NodeJS.Platform, there: string): string | undefined =>
    findProgram("git", { env, system, isExecutable: (path) => path === there });
  expect(found({ PATH: "/bin:/usr/bin" }, "darwin", "/usr/bin/git")).toBe("/usr/bin/git");
  expect(found({ PATH: ":/bin" }, "linux", "git")).toBeUndefined();
  expect(found({ Path: "C:\\a;C:\\b c" }, "win32", "C:\\b c\\git.exe")).toBe("C:\\b c\\git.exe");
  expect(executableName("docker-compose", "win32")).toBe("docker-compose.exe");
});

test("machine: plugins for all users", () => {
  expect(systemPluginFolders({}, "darwin")).toContain("/usr/local/lib/docker/cli-plugins");
  const env = { ProgramData: "C:\\ProgramData", ProgramFiles: "C:\\Program Files" };
  expect(systemPluginFolders(env, "win32")).toEqual([
    "C:\\ProgramData\\Docker\\cli-plugins",
    "C:\\Program Files\\Docker\\cli-plugins",
  ]);
  expect(systemPluginFolders({}, "win32")).toEqual([]);
});

test("machine: the engine that is meant where none is named", () => {
  const everywhere = (): boolean => true;
  expect(defaultHostFor("gantry.exe", everywhere, "win32")).toBe("npipe:////./pipe/docker_engine");
  expect(defaultHostFor("gantry", everywhere, "darwin")).toBe("unix:///var/run/docker.sock");
});

test("machine: named pipes", () => {
  expect(parseHost("npipe://")).toEqual({
    kind: "npipe",
    host: "npipe:////./pipe/docker_engine",
    path: "//./pipe/docker_engine",
  });
  expect(pipePath("//./pipe/docker_engine")).toBe("\\\\.\\pipe\\docker_engine");
  expect(() => parseHost("npipe://tcp://x")).toThrow("invalid proto, expected npipe: tcp://x");
});

test("machine: credentials go to the keychain of the system, if its helper is there", () => {
  const io = { config: {}, env: { PATH: folder } };
  expect(defaultStore(io, "darwin")).toBe("");
  writeFileSync(join(folder, "docker-credential-osxkeychain"), "", { mode: 0o755 });
  expect(defaultStore(io, "darwin")).toBe("osxkeychain");
  expect(defaultStore({ ...io, config: { credsStore: "pass" } }, "darwin")).toBe("");
});

test("machine: a lock is held by one, and given back", () => {
  const path = join(folder, "locked");
  const unlock = tryLockBeside(path);
  expect(unlock).toBeFunction();
  expect(tryLockBeside(path)).toBeUndefined();
  unlock?.();
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test("machine: the lock of a process that has gone counts for nothing", () => {
  const path = join(folder, "left");
  writeFileSync(`${path}.lock`, "4711");
  expect(tryLockBeside(path, () => true)).toBeUndefined();
  const unlock = tryLockBeside(path, () => false);
  expect(unlock).toBeFunction();
  unlock?.();
});
