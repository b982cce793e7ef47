import { existsSync, readFileSync } from "node:fs";
import { networkModeOf, type RunNetwork } from "#core/build/run-operation.ts";
import { containerFilePaths } from "../../container-files/write.ts";
import type { ContainerEntry } from "../../containers/container-entry.ts";
import { containerFolder } from "../../containers/folders.ts";
import { hostnameIn } from "../../containers/hostname.ts";
import { joinedContainerOf, joinedName } from "../../containers/network-request.ts";
import type { StepDependencies } from "./dependencies.ts";

/** What a step sees of the container whose network it lives in. */
export interface JoinedContainer {
  readonly pid: number;
  readonly hostname: string;
  /** Undefined: that container has none of its own. */
  readonly hosts: string | undefined;
  readonly resolvConf: string | undefined;
}

type Ground = Pick<StepDependencies, "table" | "settings" | "hostFacts">;

/**
 * The container that a network `container:NAME` is of; undefined: it is none of a container.
 * @throws system · conflict where it is not there or does not run
 */
export function joinedContainer(ground: Ground, network: RunNetwork): JoinedContainer | undefined {
  const joined = joinedContainerOf(ground, networkModeOf(network));
  if (joined === undefined) return undefined;
  const owner = networkOwner(ground, joined.entry);
  const { hosts, resolvConf } = containerFilePaths(containerFolder(ground.settings, owner.id));
  return {
    pid: joined.pid,
    hostname: hostnameIn(owner.record, ground.hostFacts),
    hosts: textOf(hosts),
    resolvConf: textOf(resolvConf),
  };
}

/** That container, or the one whose network it has joined itself. */
function networkOwner(ground: Ground, entry: ContainerEntry): ContainerEntry {
  const name = joinedName(entry.record.hostConfig.NetworkMode);
  return name === undefined ? entry : networkOwner(ground, ground.table.find(name));
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
