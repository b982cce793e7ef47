import { readFileSync, type Stats, statSync } from "node:fs";
import { messageOf, notSupported } from "#base/errors.ts";
import { type AgentKey, agentKey } from "#formats/ssh/agent-key.ts";
import { parsePrivateKey } from "#formats/ssh/private-key.ts";

/** What stands for an agent: one that listens, or keys without any. */
export type SshAgent = { readonly socket: string } | { readonly keys: readonly AgentKey[] };

/** `--ssh default`, `--ssh id=socket`, `--ssh id=key,key`: agents by their names. @throws Error in buildx's words */
export function parseAgents(
  texts: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, SshAgent> {
  return new Map(
    texts.map((text) => {
      const equals = text.indexOf("=");
      const [id, given] = equals < 0 ? [text, ""] : [text.slice(0, equals), text.slice(equals + 1)];
      return [id, agentOf({ id, paths: given === "" ? [] : given.split(",") }, env)];
    }),
  );
}

interface AgentConfig {
  readonly id: string;
  readonly paths: readonly string[];
}

function agentOf({ id, paths }: AgentConfig, env: Readonly<Record<string, string | undefined>>): SshAgent {
  if (paths.some((path) => path.startsWith("raw="))) throw notSupported("raw sockets in place of ssh agents");
  // As Go prints what it is made of.
  const failed = `failed to convert agent config {${id} [${paths.join(" ")}] false}`;
  const [first = env["SSH_AUTH_SOCK"] ?? "", ...others] = paths;
  if (first === "") throw new Error(`${failed}: invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set`);
  try {
    return agentAt([first, ...others]);
  } catch (error) {
    throw new Error(`${failed}: failed to convert agent config for ID: ${JSON.stringify(id)}: ${messageOf(error)}`);
  }
}

function agentAt(paths: readonly string[]): SshAgent {
  const keys: AgentKey[] = [];
  let socket: string | undefined;
  for (const path of paths) {
    if (socket !== undefined) throw new Error("only single socket allowed");
    if (statOf(path).isSocket()) socket = path;
    else keys.push(keyOf(path));
  }
  if (socket === undefined) return { keys };
  if (keys.length > 0) throw new Error("invalid combination of keys and sockets");
  return { socket };
}

function statOf(path: string): Stats {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`stat ${path}: no such file or directory`);
  return stat;
}

function keyOf(path: string): AgentKey {
  const text = readFileSync(path, "utf8");
  try {
    return agentKey(parsePrivateKey(text));
  } catch (error) {
    throw new Error(`failed to parse ${path}: ${messageOf(error)}`);
  }
}
