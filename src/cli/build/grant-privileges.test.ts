import { expect, test } from "bun:test";
import { parseEntitlements } from "../bake/entitlements.ts";
import type { BakeTarget } from "../bake/target.ts";
import { type RecordingIoOptions, recordingIo } from "../io/fake.ts";
import { grantPrivileges } from "./grant-privileges.ts";

const target: BakeTarget = { name: "a", context: ".", entitlements: ["network.host"] };

async function granted(target: BakeTarget, allow: readonly string[], options: RecordingIoOptions = {}) {
  const io = recordingIo(options);
  let isProgressOver = false;
  const beforeSpeaking = (): void => {
    isProgressOver = true;
  };
  const plan = { targets: [target], allowed: parseEntitlements(allow), beforeSpeaking };
  const answer = await grantPrivileges(io.op, io, plan).catch((error: Error) => error.message);
  const { err } = io.printed();
  expect(isProgressOver).toBe(err !== "");
  return { answer, err };
}

test("bake: nothing is asked where all is allowed", async () => {
  expect(await granted(target, ["network.host"])).toMatchObject({ answer: { networkHost: false }, err: "" });
});

test("bake: nobody to ask means no", async () => {
  const { answer, err } = await granted(target, []);
  expect(answer).toBe("additional privileges requested");
  expect(err).toContain(" - Running build containers that can access host network\n");
});

test("bake: a user at a terminal grants it or does not", async () => {
  const terminal = { typing: true, columns: 80 };
  expect((await granted(target, [], { ...terminal, input: "y\n" })).answer).toMatchObject({ networkHost: true });
  expect((await granted(target, [], { ...terminal, input: "n\n" })).answer).toBe("additional privileges requested");
});

test("bake: a context beyond the working directory is to be allowed, however little of it exists", async () => {
  const outside = { name: "a", context: "/no/such/folder" };
  const { answer, err } = await granted(outside, []);
  expect(answer).toBe("additional privileges requested");
  expect(err).toContain(" - Read access to path /\n");
  expect((await granted(outside, ["fs.read=/"])).answer).toMatchObject({ reads: [] });
});
