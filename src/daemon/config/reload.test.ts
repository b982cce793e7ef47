import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "./load.ts";
import { reloadAttributes, reloadedConfig } from "./reload.ts";

const folder = mkdtempSync(join(tmpdir(), "reload-"));
const path = join(folder, "daemon.json");
afterAll(() => rmSync(folder, { recursive: true }));

test("labels change while the daemon runs, the bridge does not; a broken file changes nothing", () => {
  const argv = ["--config-file", path];
  writeFileSync(path, '{"labels":["a=b"]}');
  const command = loadConfig(argv);
  if (command.action !== "run") throw new Error(command.action);
  writeFileSync(path, '{"labels":["a=c"],"debug":true,"live-restore":true,"mtu":1400}');
  const config = reloadedConfig(argv, command.config);
  expect(config).toMatchObject({ labels: ["a=c"], debug: true, logLevel: "debug", liveRestore: true });
  expect(config.bridge.mtu).toBe(1500);
  expect(reloadAttributes(config)).toMatchObject({
    debug: "true",
    "default-shm-size": "67108864",
    labels: '["a=c"]',
    "live-restore": "true",
    "shutdown-timeout": "15",
  });
  writeFileSync(path, '{"x":1}');
  expect(() => reloadedConfig(argv, config)).toThrow(
    "the following directives don't match any configuration option: x",
  );
});
