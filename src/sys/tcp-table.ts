import { readFileSync } from "node:fs";
import { isErrno } from "./libc.ts";

/** Of include/net/tcp_states.h: connections that the program on this side may still have to answer. */
const open = new Set(["01", "03", "08"]);

/** How many TCP connections to ports of this side are open in the network namespace of a process (proc_net_tcp). */
export function openConnections(pid: number, ports: ReadonlySet<number>): number {
  return ["tcp", "tcp6"].reduce((sum, file) => sum + countOpen(linesOf(`/proc/${pid}/net/${file}`), ports), 0);
}

/** @param lines of `/proc/net/tcp`: number, local address, remote address, state and more */
export function countOpen(lines: readonly string[], ports: ReadonlySet<number>): number {
  return lines.filter((line) => {
    const [, local = "", , state = ""] = line.trim().split(/\s+/);
    return open.has(state) && ports.has(Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16));
  }).length;
}

/** None where the process is gone, or the kernel has no IPv6. */
function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "latin1").split("\n").slice(1);
  } catch (error) {
    if (isErrno(error, "ENOENT") || isErrno(error, "ESRCH") || isErrno(error, "EINVAL")) return [];
    throw error;
  }
}
