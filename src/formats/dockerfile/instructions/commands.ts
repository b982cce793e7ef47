import { quote } from "#base/strconv.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import type { DockerfileNode } from "../parser/node.ts";
import { parseDevice } from "./device.ts";
import { atLeastOneArgument } from "./errors.ts";
import { readFlags } from "./flags.ts";
import type { CommandLine, RunInstruction, RunNetwork, RunSecurity, Written } from "./instruction.ts";
import { readMountText } from "./mount.ts";

const runFlags = { mount: "list", device: "list", network: "text", security: "text" } as const;

export function readRun(node: DockerfileNode, written: Written): RunInstruction {
  const flags = readFlags(node.flags, runFlags);
  const devices = flags.list("device").map(parseDevice);
  const mounts = flags.list("mount").map(readMountText);
  const given = new Set(flags.used);
  return {
    ...written,
    kind: "run",
    command: commandLine(node.args, node.isJson),
    files: node.heredocs.map(({ name, content, chomp }) => ({ name, content, chomp })),
    mounts,
    devices,
    network: given.has("network") ? networkOf(flags.text("network")) : "default",
    security: given.has("security") ? securityOf(flags.text("security")) : "sandbox",
    flagsUsed: flags.used,
  };
}

function networkOf(value: string): RunNetwork {
  if (value === "default" || value === "none" || value === "host") return value;
  throw new DockerfileError(`invalid network mode ${quote(value)}`);
}

function securityOf(value: string): RunSecurity {
  if (value === "sandbox" || value === "insecure") return value;
  throw new DockerfileError(`security ${quote(value)} is not valid`);
}

/** `CMD` and `ENTRYPOINT`. */
export function readCommandLine(node: DockerfileNode): CommandLine {
  readFlags(node.flags, {});
  return commandLine(node.args, node.isJson);
}

export function readShell(node: DockerfileNode): readonly string[] {
  readFlags(node.flags, {});
  if (node.args.length === 0) throw atLeastOneArgument("SHELL");
  if (!node.isJson) throw new DockerfileError("SHELL requires the arguments to be in JSON form");
  return node.args;
}

/** A list as it is, text in one piece. */
export function commandLine(args: readonly string[], isJson: boolean): CommandLine {
  if (isJson || args.length === 0) return { words: args, usesShell: !isJson };
  return { words: [args.join(" ")], usesShell: true };
}
