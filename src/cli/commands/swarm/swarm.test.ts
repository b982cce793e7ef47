import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../io/run-command.ts";
import * as ca from "./ca.ts";
import * as init from "./init.ts";
import * as unlock from "./unlock.ts";
import * as unlockKey from "./unlock-key.ts";

const swarm = (more: object = {}) => ({
  json: {
    Version: { Index: 7 },
    Spec: { CAConfig: {}, EncryptionConfig: { AutoLockManagers: true } },
    JoinTokens: { Worker: "W", Manager: "M" },
    TLSInfo: { TrustRoot: "ROOT\n" },
    RootRotationInProgress: false,
    ...more,
  },
});

test("swarm init says what to do when the engine cannot choose an address", async () => {
  const message = "could not choose an IP address to advertise since this system has multiple addresses";
  const { code, err } = await runCommand(init, [], { answers: [{ status: 400, json: { message } }] });
  expect(code).toBe(1);
  expect(err).toBe(`Error response from daemon: ${message} - specify one with --advertise-addr`);
});

test("swarm init refuses an availability that there is not", async () => {
  const { code, err, requests } = await runCommand(init, ["--availability", "x"], { answers: [] });
  expect({ code, err }).toEqual({
    code: 1,
    err: 'invalid availability "x", only active, pause and drain are supported',
  });
  expect(requests).toEqual([]);
});

test("swarm unlock reads the key", async () => {
  const info = { json: { Swarm: { LocalNodeState: "locked" } } };
  const result = await runCommand(unlock, [], { answers: [info, {}], io: { input: "SWMKEY-1\n" } });
  expect(result).toMatchObject({ code: 0, out: "" });
  expect(result.requests[1]).toMatchObject({ path: "/swarm/unlock", json: { UnlockKey: "SWMKEY-1" } });
  const none = await runCommand(unlock, [], { answers: [{ json: { Swarm: { LocalNodeState: "inactive" } } }] });
  expect(none.err).toBe("Error: This node is not part of a swarm");
});

test("swarm unlock-key --rotate asks for another key first", async () => {
  const answers = [swarm(), {}, { json: { UnlockKey: "K" } }];
  const { out, requests } = await runCommand(unlockKey, ["--rotate", "-q"], { answers });
  expect(out).toBe("K\n");
  expect(requests[1]?.path).toContain("rotateManagerUnlockKey=true");
});

test("swarm ca --rotate waits until all nodes follow", async () => {
  const answers = [swarm(), {}, swarm({ RootRotationInProgress: true }), swarm(), swarm()];
  const { out, requests } = await runCommand(ca, ["--rotate"], { answers });
  expect(out).toBe("ROOT\n");
  expect(requests[1]?.json).toMatchObject({ CAConfig: { ForceRotate: 1 } });
  expect(requests).toHaveLength(5);
});

test("swarm ca wants a key or an authority beside a certificate", async () => {
  const folder = mkdtempSync(join(tmpdir(), "swarm-ca-"));
  try {
    const path = join(folder, "ca.pem");
    writeFileSync(path, "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n");
    const { err } = await runCommand(ca, ["--rotate", "--ca-cert", path], { answers: [swarm()] });
    expect(err).toBe("the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
