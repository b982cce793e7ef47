import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DaemonConfig } from "./daemon-config.ts";
import { loadConfig } from "./load.ts";
import { reloadAttributes, reloadedConfig } from "./reload.ts";

const folder = mkdtempSync(join(tmpdir(), "reload-"));
const path = join(folder, "daemon.json");
const argv = ["--config-file", path, "--insecure-registry", "reg.example:5000"];
afterAll(() => rmSync(folder, { recursive: true }));

function started(file: object): DaemonConfig {
  writeFileSync(path, JSON.stringify(file));
  const command = loadConfig(argv);
  if (command.action !== "run") throw new Error(command.action);
  return command.config;
}

function reload(file: object | string, current: DaemonConfig): DaemonConfig {
  writeFileSync(path, typeof file === "string" ? file : JSON.stringify(file));
  return reloadedConfig(argv, {}, current);
}

test("labels change while the daemon runs, the bridge does not", () => {
  const config = reload(
    {
      ...{ labels: ["a=c"], debug: true, "live-restore": true, mtu: 1400 },
      ...{ "max-concurrent-downloads": 7, "default-stop-timeout": 3 },
    },
    started({ labels: ["a=b"] }),
  );
  expect(config).toMatchObject({ labels: ["a=c"], debug: true, logLevel: "debug", liveRestore: true, stopTimeoutS: 3 });
  expect(config.bridge.mtu).toBe(1500);
  expect(config.registries.maxDownloads).toBe(7);
});

test("a key that left the file keeps its value, but for features and the limits of transfers", () => {
  const before = started({
    ...{ labels: ["a=b"], "shutdown-timeout": 20, "max-concurrent-uploads": 9, debug: true },
    features: { buildkit: true },
  });
  const config = reload({}, before);
  expect(config).toMatchObject({ labels: ["a=b"], shutdownTimeoutS: 20, debug: true, logLevel: "debug", features: {} });
  expect(config.registries.maxUploads).toBe(5);
  expect(reload({ debug: false }, config)).toMatchObject({ debug: false, logLevel: "info" });
});

test("the event has the attributes of dockerd's", () => {
  const runtimes = { mine: { path: "/opt/mine" } };
  const config = reload({ runtimes, "default-runtime": "mine", features: { buildkit: true } }, started({}));
  const { name, ...attributes } = reloadAttributes(config, "host");
  expect(name).not.toBe("");
  expect(attributes).toEqual({
    debug: "false",
    "default-cgroupns-mode": "host",
    "default-ipc-mode": "private",
    "default-runtime": "mine",
    "default-shm-size": "67108864",
    features: "map[buildkit:true]",
    "insecure-registries": '["reg.example:5000"]',
    labels: "[]",
    "live-restore": "false",
    "max-concurrent-downloads": "3",
    "max-concurrent-uploads": "5",
    "max-download-attempts": "5",
    "registry-mirrors": "[]",
    runtimes: "mine:/opt/mine",
    "shutdown-timeout": "15",
  });
});

const failure = (reason: string) => `unable to configure the Docker daemon with file ${path}: ${reason}`;
test.each([
  [{ x: 1 }, failure("the following directives don't match any configuration option: x")],
  ["{", failure("invalid JSON: unexpected end of JSON input")],
  [
    { "insecure-registries": ["x.y:1"] },
    failure(
      "the following directives are specified both as a flag and in the configuration file: insecure-registries: (from flag: [reg.example:5000], from file: [x.y:1])",
    ),
  ],
  [{ "max-concurrent-downloads": -1 }, "file configuration validation failed: invalid max concurrent downloads: -1"],
  [{ "default-runtime": "nosuch" }, "specified default runtime 'nosuch' does not exist"],
  [{ "authorization-plugins": ["x"] }, "not supported: authorization-plugins"],
])("%j changes nothing", (file, reason) => {
  const before = started({});
  expect(() => reload(file, before)).toThrow(reason);
});
