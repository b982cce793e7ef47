import { posix } from "node:path";
import type { Entitlements } from "./entitlements.ts";
import { isOn } from "./is-on.ts";

export interface RequestOptions {
  readonly environment: ReadonlyMap<string, string>;
  readonly workingDirectory: string;
  readonly isTerminal: boolean;
  /** The command line, from the program's name. */
  readonly command: readonly string[];
}

/** What is said of privileges that were not granted, and whether nothing is built without them. */
export interface PrivilegeRequest {
  readonly text: string;
  readonly isNeeded: boolean;
}

/** @throws BakeError for a setting that is no boolean */
export function privilegeRequest(missing: Entitlements, options: RequestOptions): PrivilegeRequest | undefined {
  const ofBuild = buildEntries(missing);
  const ofFiles = fileEntries(missing, options.workingDirectory);
  const entries = [...ofBuild, ...ofFiles];
  if (entries.length === 0) return undefined;
  const flags = entries.map(({ flag }) => `--allow=${flag}`).join(" ");
  const quoted = JSON.stringify(flags);
  const pass = options.isTerminal
    ? `In order to not see this message in the future pass ${quoted} to grant requested privileges.`
    : `Pass ${quoted} to grant requested privileges.`;
  const text = [
    "Your build is requesting privileges for following possibly insecure capabilities:\n\n",
    ...entries.map(({ what }) => ` - ${what}\n`),
    `\n${pass}\n${wholeCommand(options.command, flags)}`,
  ];
  const setting = options.environment.get("BUILDX_BAKE_ENTITLEMENTS_FS");
  const areFilesChecked = setting === undefined || isOn("BUILDX_BAKE_ENTITLEMENTS_FS", setting);
  if (setting === undefined && ofFiles.length > 0)
    text.push("To disable filesystem entitlements checks, you can set BUILDX_BAKE_ENTITLEMENTS_FS=0 .\n\n");
  return { text: text.join(""), isNeeded: areFilesChecked || ofBuild.length > 0 };
}

interface Entry {
  readonly what: string;
  readonly flag: string;
}

function buildEntries({ networkHost, securityInsecure }: Entitlements): Entry[] {
  const network = { what: "Running build containers that can access host network", flag: "network.host" };
  const insecure = { what: "Running privileged containers that can make system changes", flag: "security.insecure" };
  return [...(networkHost ? [network] : []), ...(securityInsecure ? [insecure] : [])];
}

function fileEntries({ ssh, reads, writes }: Entitlements, workingDirectory: string): Entry[] {
  const both = reads.filter((path) => writes.includes(path));
  const only = (paths: readonly string[]): string[] => paths.filter((path) => !both.includes(path));
  const entries = (paths: readonly string[], access: string, flag: string): Entry[] =>
    paths
      .map((path) => shownPath(path, workingDirectory))
      .map((path) => ({ what: `${access} access to path ${path}`, flag: `${flag}=${path}` }));
  return [
    ...(ssh ? [{ what: "Forwarding default SSH agent socket", flag: "ssh" }] : []),
    ...entries(both, "Read and write", "fs"),
    ...entries(only(reads), "Read", "fs.read"),
    ...entries(only(writes), "Write", "fs.write"),
  ];
}

function shownPath(path: string, workingDirectory: string): string {
  const relative = posix.relative(workingDirectory, path);
  return relative.startsWith("../..") ? path : relative || ".";
}

function wholeCommand(command: readonly string[], flags: string): string {
  const at = command.indexOf("bake");
  if (at === -1) return "";
  const whole = `${command.slice(0, at + 1).join(" ")} ${flags} ${command.slice(at + 1).join(" ")}`;
  return `\nYour full command with requested privileges:\n\n${whole}\n\n`;
}
