import { addressTypes, encodeAddress, families, noDuplicateDetection } from "#formats/netlink/address.ts";
import { parseAddress } from "#formats/netlink/ip-address.ts";
import { encodeLink, encodeVethPeer, type LinkAttributes, linkFlags, linkTypes } from "#formats/netlink/link.ts";
import { messageFlags } from "#formats/netlink/message.ts";
import { encodeNeighbour, neighbourTypes } from "#formats/netlink/neighbour.ts";
import { encodeRoute, routeTables, routeTypes } from "#formats/netlink/route.ts";
import { FdHandle } from "../fd-handle.ts";
import { addressOf, cString, isErrno, syscall } from "../libc.ts";
import type { LinkChange, NetworkStep } from "./contract.ts";
import { endFlows } from "./flows.ts";
import type { NetlinkSocket } from "./netlink-socket.ts";
import { unfinishedBridgeName } from "./unfinished-bridge.ts";

type Step<Kind extends NetworkStep["do"]> = Extract<NetworkStep, { do: Kind }>;

const createNew = messageFlags.create | messageFlags.exclusive;
const currentDirectory = -100;
const writeCloexec = 0o1 | 0o2000000;

/** Carries one step out in the namespace of `socket`, in which the thread must be. @throws SyscallError */
export function runStep(socket: NetlinkSocket, step: NetworkStep): void {
  const run = runners[step.do] as (socket: NetlinkSocket, step: NetworkStep) => void;
  run(socket, step);
}

type Runners = { readonly [Kind in NetworkStep["do"]]: (socket: NetlinkSocket, step: Step<Kind>) => void };

const runners: Runners = {
  "add-bridge": addBridge,
  "add-veth": addVeth,
  "set-link": (socket, step) => setLink(socket, step.name, step),
  "delete-link": deleteLink,
  "add-address": changeAddress,
  "delete-address": changeAddress,
  "add-default-route": addDefaultRoute,
  "forget-neighbour": forgetNeighbour,
  "end-flows": (_, step) => endFlows(step.address),
  "set-port": setPort,
  "set-sysctl": (_, step) => setSysctl(step),
};

export function setLinkUp(socket: NetlinkSocket, name: string): void {
  setLink(socket, name, { up: true });
}

/** One with an alias comes under its name only together with the alias: a crash leaves it whole, or known as unfinished. */
function addBridge(socket: NetlinkSocket, step: Step<"add-bridge">): void {
  const { alias } = step;
  if (alias === undefined) {
    makeBridge(socket, step, step.name);
    return;
  }
  const unfinished = unfinishedBridgeName(alias);
  deleteLink(socket, { do: "delete-link", name: unfinished });
  makeBridge(socket, step, unfinished);
  try {
    const attributes = { name: step.name, alias };
    const payload = encodeLink({ index: socket.indexOf(unfinished), flags: 0, changeMask: 0, attributes });
    socket.change({ type: linkTypes.new, payload }, { action: "add bridge", subject: step.name });
  } catch (error) {
    deleteLink(socket, { do: "delete-link", name: unfinished });
    throw error;
  }
}

function makeBridge(socket: NetlinkSocket, step: Step<"add-bridge">, name: string): void {
  const attributes: LinkAttributes = {
    name,
    linkInfo: { kind: "bridge" },
    ...(step.mtu === undefined ? {} : { mtu: step.mtu }),
    ...(step.hardwareAddress === undefined ? {} : { address: step.hardwareAddress }),
  };
  const payload = encodeLink({ index: 0, flags: 0, changeMask: 0, attributes });
  socket.change({ type: linkTypes.new, flags: createNew, payload }, { action: "add bridge", subject: step.name });
}

/** One message makes both ends: this one a port of the bridge and up, the other in its namespace, named and addressed. */
function addVeth(socket: NetlinkSocket, step: Step<"add-veth">): void {
  const { peer } = step;
  const peerAttributes = { name: peer.name, address: peer.hardwareAddress, mtu: step.mtu, netnsFd: peer.netns };
  const data = encodeVethPeer({ index: 0, flags: 0, changeMask: 0, attributes: peerAttributes });
  const attributes: LinkAttributes = {
    name: step.name,
    mtu: step.mtu,
    master: socket.indexOf(step.master),
    linkInfo: { kind: "veth", data },
  };
  const payload = encodeLink({ index: 0, flags: linkFlags.up, changeMask: linkFlags.up, attributes });
  socket.change({ type: linkTypes.new, flags: createNew, payload }, { action: "add veth", subject: step.name });
}

function setLink(socket: NetlinkSocket, name: string, change: LinkChange): void {
  const attributes: LinkAttributes = {
    ...(change.newName === undefined ? {} : { name: change.newName }),
    ...(change.mtu === undefined ? {} : { mtu: change.mtu }),
    ...(change.hardwareAddress === undefined ? {} : { address: change.hardwareAddress }),
    ...(change.master === undefined ? {} : { master: socket.indexOf(change.master) }),
  };
  const flags = change.up === true ? linkFlags.up : 0;
  const changeMask = change.up === undefined ? 0 : linkFlags.up;
  const payload = encodeLink({ index: socket.indexOf(name), flags, changeMask, attributes });
  socket.change({ type: linkTypes.new, payload }, { action: "set link", subject: name });
}

function deleteLink(socket: NetlinkSocket, step: Step<"delete-link">): void {
  try {
    const payload = encodeLink({ index: socket.indexOf(step.name), flags: 0, changeMask: 0, attributes: {} });
    socket.change({ type: linkTypes.delete, payload }, { action: "delete link", subject: step.name });
  } catch (error) {
    if (!isErrno(error, "ENODEV")) throw error;
  }
}

function changeAddress(socket: NetlinkSocket, step: Step<"add-address"> | Step<"delete-address">): void {
  const ipv6 = step.address.includes(":");
  const payload = encodeAddress({
    family: ipv6 ? families.ipv6 : families.ipv4,
    prefixLength: step.prefixLength,
    scope: 0,
    linkIndex: socket.indexOf(step.link),
    attributes: ipv6
      ? { address: step.address, flags: noDuplicateDetection }
      : { address: step.address, local: step.address, ...broadcast(step.address, step.prefixLength) },
  });
  const about = { action: step.do.replace("-", " "), subject: `${step.link} ${step.address}` };
  const adding = step.do === "add-address";
  try {
    socket.change(
      { type: adding ? addressTypes.new : addressTypes.delete, flags: adding ? createNew : 0, payload },
      about,
    );
  } catch (error) {
    if (!isErrno(error, adding ? "EEXIST" : "EADDRNOTAVAIL")) throw error;
  }
}

function broadcast(address: string, prefixLength: number): { readonly broadcast?: string } {
  const bytes = parseAddress(address);
  if (bytes === undefined || prefixLength > 30) return {};
  const host = 2 ** (32 - prefixLength) - 1;
  return { broadcast: Array.from(bytes, (byte, i) => byte | ((host >>> (24 - 8 * i)) & 0xff)).join(".") };
}

function addDefaultRoute(socket: NetlinkSocket, step: Step<"add-default-route">): void {
  const payload = encodeRoute({
    family: step.gateway.includes(":") ? families.ipv6 : families.ipv4,
    destinationLength: 0,
    table: routeTables.main,
    scope: 0,
    attributes: { outLink: socket.indexOf(step.link), gateway: step.gateway },
  });
  const about = { action: "add default route", subject: `${step.link} ${step.gateway}` };
  socket.change({ type: routeTypes.new, flags: messageFlags.create | messageFlags.replace, payload }, about);
}

function forgetNeighbour(socket: NetlinkSocket, step: Step<"forget-neighbour">): void {
  const family = step.address.includes(":") ? families.ipv6 : families.ipv4;
  const payload = encodeNeighbour({ family, linkIndex: socket.indexOf(step.link), address: step.address });
  try {
    const about = { action: "delete neighbour", subject: `${step.link} ${step.address}` };
    socket.change({ type: neighbourTypes.delete, payload }, about);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
}

function setPort(socket: NetlinkSocket, step: Step<"set-port">): void {
  try {
    changePort(socket, step);
  } catch (error) {
    if (step.optional !== true || !isErrno(error, "ENODEV")) throw error;
  }
}

function changePort(socket: NetlinkSocket, step: Step<"set-port">): void {
  const portData = {
    ...(step.isolated === undefined ? {} : { isolated: Number(step.isolated) }),
    ...(step.hairpin === undefined ? {} : { hairpin: Number(step.hairpin) }),
  };
  const attributes: LinkAttributes = { linkInfo: { portKind: "bridge", portData } };
  const payload = encodeLink({ index: socket.indexOf(step.name), flags: 0, changeMask: 0, attributes });
  socket.change({ type: linkTypes.new, payload }, { action: "set port", subject: step.name });
}

/** /proc/sys/net shows the namespace of the thread that opens it. */
function setSysctl(step: Step<"set-sysctl">): void {
  const path = `/proc/sys/${step.key}`;
  try {
    using file = new FdHandle(syscall("openat", path, currentDirectory, addressOf(cString(path)), writeCloexec));
    const value = cString(step.value);
    syscall("write", path, file.fd, addressOf(value), value.length - 1);
  } catch (error) {
    if (step.optional !== true || !isErrno(error, "ENOENT", "EROFS", "EACCES")) throw error;
  }
}
