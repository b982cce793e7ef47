import type { SwarmNode, TlsInfo } from "#client/swarm-types.ts";
import { capitalized } from "./capitalized.ts";
import type { Listing } from "./table.ts";

/** What a node that is asked tells of itself and its swarm. */
export interface OwnNode {
  readonly NodeID?: string;
  readonly Cluster?: { readonly TLSInfo?: TlsInfo } | null;
}

/** The columns of a plain table. */
export const nodeColumns = ["MarkedId", "Hostname", "Status", "Availability", "ManagerStatus", "EngineVersion"];

/** What `node ls` can show of a node; `own` is the one that was asked. */
export function nodeListing(own: OwnNode): Listing<SwarmNode> {
  const column = (header: string, value: (node: SwarmNode) => string) => ({ header, value });
  const isOwn = ({ ID }: SwarmNode): boolean => ID === own.NodeID;
  return {
    typeName: "*node.nodeContext",
    columns: {
      ID: column("ID", ({ ID }) => ID),
      Self: { header: "", value: isOwn },
      Hostname: column("HOSTNAME", ({ Description }) => Description.Hostname ?? ""),
      Status: column("STATUS", ({ Status }) => capitalized(Status.State ?? "")),
      Availability: column("AVAILABILITY", ({ Spec }) => capitalized(Spec.Availability)),
      ManagerStatus: column("MANAGER STATUS", managerStatus),
      EngineVersion: column("ENGINE VERSION", ({ Description }) => Description.Engine?.EngineVersion ?? ""),
      TLSStatus: column("TLS STATUS", (node) => tlsStatus(node.Description.TLSInfo, own.Cluster?.TLSInfo)),
    },
    shown: { MarkedId: column("ID", (node) => `${node.ID} ${isOwn(node) ? "*" : " "}`) },
    rawSpaced: true,
    raw: [
      ["node_id", "ID"],
      ["hostname", "Hostname"],
      ["status", "Status"],
      ["availability", "Availability"],
      ["manager_status", "ManagerStatus"],
    ],
  };
}

function managerStatus({ ManagerStatus }: SwarmNode): string {
  if (ManagerStatus === undefined || ManagerStatus === null) return "";
  return ManagerStatus.Leader === true ? "Leader" : capitalized(ManagerStatus.Reachability ?? "");
}

function tlsStatus(ofNode: TlsInfo | undefined, ofSwarm: TlsInfo | undefined): string {
  const [node, swarm] = [tlsText(ofNode), tlsText(ofSwarm)];
  if (node === "" || swarm === "") return "Unknown";
  return node === swarm ? "Ready" : "Needs Rotation";
}

function tlsText({ TrustRoot = "", CertIssuerSubject = "", CertIssuerPublicKey = "" }: TlsInfo = {}): string {
  return [TrustRoot, CertIssuerSubject, CertIssuerPublicKey].join("\n").trim();
}
