import { readFile, writeFile } from "node:fs/promises";
import type { HostConfig } from "#api/types.gen.ts";
import { isEngineError } from "#base/errors.ts";
import type { ContainerId } from "#base/ids.ts";
import type { Op } from "#base/op.ts";
import { linkEnvironment } from "#core/container/links/environment.ts";
import {
  cannotLinkToStopped,
  emptyLinkTarget,
  hostTypeLinks,
  isNoLink,
  linkTargetMissing,
  notOnDefaultBridge,
} from "#core/container/links/errors.ts";
import { type LinkEntry, linkHostsEntries, updatedHosts, withoutAlias } from "#core/container/links/hosts.ts";
import { type ContainerLink, parseLink, splitLinkName } from "#core/container/links/link.ts";
import { recordedEndpoints } from "#core/container/recorded-endpoints.ts";
import type { NetworkLeaseSettings, NetworkLink } from "#core/network/contract.ts";
import { containerFilePaths } from "../container-files/write.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { containerFolder } from "./folders.ts";

/**
 * The links of a request for a container of the default bridge; in other networks links are the endpoints' own.
 * Of two with one alias the first counts. @throws system · invalid-argument when there is no such container
 */
export function resolveLinks(context: ContainerContext, hostConfig: HostConfig): ContainerLink[] {
  if (!["", "default", "bridge", "none"].includes(hostConfig.NetworkMode)) return [];
  const links = new Map<string, ContainerId>();
  for (const text of hostConfig.Links ?? []) {
    const { ref, alias } = parseLink(text);
    const target = networkOwner(context, ref);
    if (target.record.hostConfig.NetworkMode === "host") throw hostTypeLinks();
    if (!links.has(alias)) links.set(alias, target.id);
  }
  return [...links].map(([alias, target]) => ({ alias, target }));
}

/** The container that a reference names, or the one whose network it joins. */
function networkOwner(context: ContainerContext, ref: string): ContainerEntry {
  const entry = known(context, ref);
  const mode = entry.record.hostConfig.NetworkMode;
  return mode.startsWith("container:") ? networkOwner(context, mode.slice("container:".length)) : entry;
}

function known(context: ContainerContext, ref: string): ContainerEntry {
  if (ref === "") throw emptyLinkTarget();
  try {
    return context.table.find(ref);
  } catch (error) {
    throw isEngineError(error) ? linkTargetMissing(ref, error) : error;
  }
}

/** What a container that starts knows of those that it links to. */
export interface LinkedFacts {
  readonly environment: readonly string[];
  readonly hosts: readonly LinkEntry[];
}

/** @throws system when one of them does not run, or is not on the default bridge */
export function linkedFacts(context: ContainerContext, entry: ContainerEntry): LinkedFacts {
  if (recordedEndpoints(entry.record)["bridge"] === undefined) return { environment: [], hosts: [] };
  const environment: string[] = [];
  const hosts: LinkEntry[] = [];
  for (const { alias, target, removedName = "" } of entry.record.links ?? []) {
    const child = context.table.withId(target);
    const fullName = `/${entry.record.name}/${alias}`;
    if (child?.running !== true) throw cannotLinkToStopped(child?.record.name ?? removedName, fullName);
    const { name, config, lease } = child.record;
    const bridge = lease?.settings.networks["bridge"];
    if (bridge === undefined) throw notOnDefaultBridge(child.id);
    const exposedPorts = Object.keys(config.ExposedPorts ?? {});
    environment.push(
      ...linkEnvironment({ fullName, address: bridge.IPAddress, environment: config.Env ?? [], exposedPorts }),
    );
    hosts.push(...linkHostsEntries({ alias, hostname: config.Hostname ?? "", name }, bridge));
  }
  return { environment, hosts };
}

/** The links that a container is an end of, from either side: which may ask which for its ports. */
export function networkLinksOf(context: ContainerContext, entry: ContainerEntry): NetworkLink[] {
  const targets = (entry.record.links ?? []).flatMap(({ target }) => context.table.withId(target) ?? []);
  return [
    ...targets.map((target) => networkLink(entry, target)),
    ...context.table.parentsOf(entry.id).map((parent) => networkLink(parent, entry)),
  ];
}

function networkLink(from: ContainerEntry, to: ContainerEntry): NetworkLink {
  return { from: from.id, to: to.id, ports: Object.keys(to.record.config.ExposedPorts ?? {}) };
}

/** A container has started: those that link to it and run get its address. */
export async function tellParents(
  context: ContainerContext,
  entry: ContainerEntry,
  settings: NetworkLeaseSettings,
): Promise<void> {
  const bridge = settings.networks["bridge"];
  if (bridge === undefined) return;
  for (const parent of context.table.parentsOf(entry.id)) {
    const aliases = (parent.record.links ?? []).flatMap(({ alias, target }) => (target === entry.id ? [alias] : []));
    await changeHosts(context, parent, (text) => updatedHosts(text, { aliases, addresses: bridge }));
  }
}

/** Those that link to a container that is being removed remember its name. */
export function markLinks(context: ContainerContext, removed: ContainerEntry): void {
  for (const parent of context.table.parentsOf(removed.id)) {
    const links = (parent.record.links ?? []).map((link) =>
      link.target === removed.id ? { ...link, removedName: removed.record.name } : link,
    );
    context.note(parent, { links });
  }
}

/** The container that a link is of, and the link's name. @throws system when the name is not that of a link */
export function findLink(context: ContainerContext, ref: string) {
  const name = splitLinkName(ref);
  const parent = name === undefined ? undefined : context.table.withName(name.parent);
  if (name === undefined || parent === undefined) throw isNoLink();
  return { parent, name };
}

/** `DELETE /containers/parent/alias?link=1`. @throws system when the name is not that of a link */
export async function removeLink(op: Op, context: ContainerContext, ref: string): Promise<void> {
  const { parent, name } = findLink(context, ref);
  await parent.lock.run(op, async () => {
    const { links: before = [] } = parent.record;
    const links = before.filter(({ alias }) => alias !== name.alias);
    await context.save(op, parent, { links }, "full");
    for (const { target } of before)
      if (!links.some((link) => link.target === target))
        await context.networks.unlink(op, { from: parent.id, to: target });
    await changeHosts(context, parent, (text) => withoutAlias(text, name.alias));
  });
}

/** In a container that runs. What fails is only logged. */
async function changeHosts(
  context: ContainerContext,
  entry: ContainerEntry,
  change: (text: string) => string,
): Promise<void> {
  if (!entry.running) return;
  try {
    const { hosts } = containerFilePaths(containerFolder(context.settings, entry.id));
    const before = await readFile(hosts, "utf8");
    const after = change(before);
    if (after !== before) await writeFile(hosts, after);
  } catch (error) {
    context.log.warn("a link was not brought up to date", { container: entry.id, error });
  }
}
