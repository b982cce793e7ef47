import { conntrackTypes, decodeFlow, encodeFlowDump, encodeSameFlow } from "#formats/netlink/conntrack.ts";
import { isErrno } from "../libc.ts";
import { NetlinkSocket, netlinkProtocols } from "./netlink-socket.ts";

const udp = 17;

/** Deletes the tracked UDP flows from and to an IPv4 address, in the namespace the thread is in. @throws SyscallError */
export function endFlows(address: string): void {
  using socket = new NetlinkSocket(netlinkProtocols.netfilter);
  for (const { payload } of socket.dump(conntrackTypes.get, encodeFlowDump())) {
    const { original, reply } = decodeFlow(payload);
    if (original?.proto?.number !== udp) continue;
    if (original.ip?.source !== address && reply?.ip?.source !== address) continue;
    try {
      const about = { action: "end flow", subject: address };
      socket.change({ type: conntrackTypes.delete, payload: encodeSameFlow(payload) }, about);
    } catch (error) {
      if (!isErrno(error, "ENOENT")) throw error;
    }
  }
}
