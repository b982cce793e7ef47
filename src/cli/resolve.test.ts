import { expect, test } from "bun:test";
import type { CommandEntry } from "./command.ts";
import { bool, string } from "./flags/scalars.ts";
import { resolveCommand } from "./resolve.ts";

const load = async (): Promise<unknown> => undefined;
const tree: readonly CommandEntry[] = [
  {
    name: "tool",
    short: "",
    flags: { builder: string({ usage: "" }), debug: bool({ short: "D", usage: "" }) },
    children: async () => [
      { name: "ls", short: "", load },
      { name: "history", short: "", children: async () => [{ name: "rm", short: "", load }] },
    ],
  },
  { name: "plain", short: "", children: async () => [{ name: "ls", short: "", load }] },
];

async function resolved(...argv: string[]) {
  const { path, rest, unknown, inherited } = await resolveCommand(tree, argv);
  return [path, rest, unknown, Object.keys(inherited).length];
}

test("flags of a group stand among the names, and belong to the command that they lead to", async () => {
  expect(await resolved("tool", "--builder", "x", "ls", "-q")).toEqual([
    "docker tool ls",
    ["--builder", "x", "-q"],
    undefined,
    2,
  ]);
  const among = ["tool", "-D", "history", "--builder=x", "rm", "a"];
  expect(await resolved(...among)).toEqual(["docker tool history rm", ["-D", "--builder=x", "a"], undefined, 2]);
});

test("what cannot be read, help and names that nobody has are left to the group", async () => {
  expect(await resolved("tool", "--nope", "ls")).toEqual(["docker tool", ["--nope", "ls"], undefined, 2]);
  expect(await resolved("tool", "--builder")).toEqual(["docker tool", ["--builder"], undefined, 2]);
  expect(await resolved("tool", "-D", "--help", "ls")).toEqual(["docker tool", ["-D", "--help", "ls"], undefined, 2]);
  expect(await resolved("tool", "--builder", "x", "nope")).toEqual([
    "docker tool",
    ["--builder", "x", "nope"],
    "nope",
    2,
  ]);
  expect(await resolved("plain", "--builder", "x", "ls")).toEqual([
    "docker plain",
    ["--builder", "x", "ls"],
    undefined,
    0,
  ]);
});
