import type { SwarmNode } from "#client/swarm-types.ts";
import { capitalized } from "../format/capitalized.ts";
import { binarySize } from "../format/human-size.ts";
import { labelLines, timeText } from "./stored-file.ts";

/** A node for people to read. */
export function nodeText(node: SwarmNode): string {
  const { ID, Spec, CreatedAt, Description } = node;
  const { Platform = {}, Resources = {}, Engine = {} } = Description;
  const lines = [
    `ID:\t\t\t${ID}`,
    ...(Spec.Name ? [`Name:\t\t\t${Spec.Name}`] : []),
    ...labelLines(Spec.Labels),
    `Hostname:              \t${Description.Hostname ?? ""}`,
    `Joined at:             \t${timeText(CreatedAt)}`,
    ...statusLines(node),
    ...managerLines(node.ManagerStatus),
    "Platform:",
    ` Operating System:\t${Platform.OS ?? ""}`,
    ` Architecture:\t\t${Platform.Architecture ?? ""}`,
    "Resources:",
    ` CPUs:\t\t\t${Math.trunc((Resources.NanoCPUs ?? 0) / 1e9)}`,
    ` Memory:\t\t${Resources.MemoryBytes ? binarySize(Resources.MemoryBytes) : ""}`,
    ...pluginLines(Engine.Plugins ?? []),
    `Engine Version:\t\t${Engine.EngineVersion ?? ""}`,
    ...labelLines(Engine.Labels).map((line) => (line === "Labels:" ? "Engine Labels:" : line)),
    ...tlsLines(Description.TLSInfo),
  ];
  return lines.join("\n");
}

function statusLines({ Status, Spec }: SwarmNode): string[] {
  return [
    "Status:",
    ` State:\t\t\t${capitalized(Status.State ?? "")}`,
    ...(Status.Message ? [` Message:              \t${capitalized(Status.Message)}`] : []),
    ` Availability:         \t${capitalized(Spec.Availability)}`,
    ...(Status.Addr ? [` Address:\t\t${Status.Addr}`] : []),
  ];
}

function managerLines(status: SwarmNode["ManagerStatus"]): string[] {
  if (status === undefined || status === null) return [];
  return [
    "Manager Status:",
    ` Address:\t\t${status.Addr ?? ""}`,
    ` Raft Status:\t\t${capitalized(status.Reachability ?? "")}`,
    ` Leader:\t\t${status.Leader === true ? "Yes" : "No"}`,
  ];
}

function pluginLines(plugins: ReadonlyArray<{ readonly Type: string; readonly Name: string }>): string[] {
  const types = [...new Set(plugins.map(({ Type }) => Type))].sort();
  if (types.length === 0) return [];
  const namesOf = (type: string): string =>
    plugins
      .filter(({ Type }) => Type === type)
      .map(({ Name }) => Name)
      .join(", ");
  return ["Plugins:", ...types.map((type) => ` ${type}:\t\t${namesOf(type)}`)];
}

function tlsLines(info: SwarmNode["Description"]["TLSInfo"] = {}): string[] {
  const { TrustRoot = "", CertIssuerSubject = "", CertIssuerPublicKey = "" } = info;
  if (TrustRoot === "" && CertIssuerSubject === "" && CertIssuerPublicKey === "") return [];
  return [
    "TLS Info:",
    " TrustRoot:",
    TrustRoot,
    ` Issuer Subject:\t${CertIssuerSubject}`,
    ` Issuer Public Key:\t${CertIssuerPublicKey}`,
  ];
}
