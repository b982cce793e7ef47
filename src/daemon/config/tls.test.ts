import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "./load.ts";

/** What dockerd 28.5 makes of these command lines and files. */
const folder = mkdtempSync(join(tmpdir(), "tls-"));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ["cert.pem", "key.pem"]) writeFileSync(join(folder, name), "");

function config(flags: string, file: object = {}, environment: Record<string, string> = { DOCKER_CERT_PATH: folder }) {
  writeFileSync(join(folder, "daemon.json"), JSON.stringify(file));
  const argv = ["--config-file", join(folder, "daemon.json"), ...flags.split(" ").filter(Boolean)];
  const command = loadConfig(argv, environment);
  if (command.action !== "run") throw new Error(command.action);
  return command.config;
}

const defaults = {
  caPath: join(folder, "ca.pem"),
  certPath: join(folder, "cert.pem"),
  keyPath: join(folder, "key.pem"),
};
const none = { caPath: "", certPath: "", keyPath: "" };

test.each([
  ["", {}, { said: false }],
  ["--tls=false", {}, { said: true }],
  ["--tls", {}, { said: true, files: { ...defaults, verify: true } }],
  ["--tlsverify", {}, { said: true, files: { ...defaults, verify: true } }],
  ["--tlsverify=false", {}, { said: true, files: { ...defaults, verify: false } }],
  ["--tls --tlsverify=false --tlscert '/c'", {}, { said: true, files: { ...defaults, certPath: "/c", verify: false } }],
  ["", { tls: true }, { said: true, files: { ...none, verify: true } }],
  ["", { tls: false, tlsverify: false }, { said: true, files: { ...none, verify: false } }],
  [
    "",
    { tlsverify: true, tlscacert: "/a", tlscert: "/b", tlskey: "/c" },
    {
      said: true,
      files: { caPath: "/a", certPath: "/b", keyPath: "/c", verify: true },
    },
  ],
  ["--tls", { tlscert: "/b" }, { said: true, files: { ...defaults, certPath: "/b", verify: true } }],
])("%s %j", (flags, file, expected) => {
  expect(config(flags, file).tls).toEqual(expected as never);
});

test("the environment of a client does not switch TLS on", () => {
  expect(config("", {}, { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: folder }).tls).toEqual({ said: false });
});

test("default files that are not there are not asked for, but for the authority", () => {
  expect(config("--tls", {}, { DOCKER_CONFIG: "/nowhere" }).tls.files).toEqual({
    ...{ caPath: "/nowhere/ca.pem", certPath: "", keyPath: "" },
    verify: true,
  });
});

test("without --host, TLS is spoken on its port of this machine", () => {
  expect(config("--tls").hosts).toEqual([{ proto: "tcp", host: "localhost", port: 2376 }]);
  expect(config("--tls -H tcp://1.2.3.4").hosts).toEqual([{ proto: "tcp", host: "1.2.3.4", port: 2375 }]);
});
