import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { EngineError, notSupported } from "#base/errors.ts";

/** Where plugins put themselves (Docker's plugin API, "Plugin discovery"); the first that has the name counts. */
export const pluginFolders = {
  sockets: ["/run/docker/plugins"],
  specs: ["/etc/docker/plugins", "/usr/lib/docker/plugins"],
} as const;

export interface PluginFolders {
  readonly sockets: readonly string[];
  readonly specs: readonly string[];
}

export type PluginAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/**
 * The address of the plugin called `name`; undefined when there is none.
 * @throws system for a file that says no address · not-implemented for one that asks for TLS
 */
export async function findPlugin(name: string, folders: PluginFolders): Promise<PluginAddress | undefined> {
  if (!/^[^/\0]+$/.test(name) || name === "." || name === "..") return undefined;
  for (const folder of folders.sockets) {
    for (const path of [join(folder, `${name}.sock`), join(folder, name, `${name}.sock`)]) {
      if (await isSocket(path)) return { socketPath: path };
    }
  }
  for (const folder of folders.specs) {
    for (const base of [join(folder, name), join(folder, name, name)]) {
      const text = await textOf(`${base}.spec`);
      if (text !== undefined) return parseAddress(text.trim());
      const json = await textOf(`${base}.json`);
      if (json !== undefined) return parseJsonSpec(json);
    }
  }
  return undefined;
}

async function isSocket(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isSocket(),
    () => false,
  );
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

function parseJsonSpec(text: string): PluginAddress {
  const { Addr = "", TLSConfig } = JSON.parse(text) as { readonly Addr?: string; readonly TLSConfig?: unknown };
  if (TLSConfig !== undefined && TLSConfig !== null) throw notSupported("TLSConfig of a plugin");
  return parseAddress(Addr);
}

function parseAddress(text: string): PluginAddress {
  if (text.startsWith("unix://")) return { socketPath: text.slice("unix://".length) };
  const [, host, port] = /^(?:tcp|http):\/\/(?:\[?([^\]/]+?)\]?):(\d+)\/?$/.exec(text) ?? [];
  if (host === undefined) throw new EngineError("system", `Unknown protocol in the address of a plugin: ${text}`);
  return { host, port: Number(port) };
}
