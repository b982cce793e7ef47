import { FdHandle } from "../fd-handle.ts";
import { addressOf, cString, syscall } from "../libc.ts";
import type { Fd } from "./contract.ts";
import { NetlinkSocket } from "./netlink-socket.ts";
import { setLinkUp } from "./network-steps.ts";

const newNetwork = 0x40000000;
const currentDirectory = -100;
const closeOnExec = 0o2000000;

/** This thread's own network namespace, the daemon's, to which it always returns. Opened before the first change. */
let home: Fd | undefined;

/** A namespace with only `lo`, up. @throws SyscallError */
export function createNetns(): Fd {
  return awayFromHome("new network namespace", () => {
    syscall("unshare", "network namespace", newNetwork);
    using netns = new FdHandle(openOwn());
    using socket = new NetlinkSocket();
    setLinkUp(socket, "lo");
    return netns.give();
  });
}

/** Runs `task`, which must not wait, with this thread in `netns`; in the daemon's own namespace without one. */
export function inNetns<T>(netns: Fd | undefined, task: () => T): T {
  if (netns === undefined) return task();
  return awayFromHome("network namespace", () => {
    syscall("setns", "network namespace", netns, newNetwork);
    return task();
  });
}

/** A thread that cannot get home would do everything that follows in a stranger's namespace: it ends the process. */
function awayFromHome<T>(subject: string, task: () => T): T {
  home ??= openOwn();
  try {
    return task();
  } finally {
    try {
      syscall("setns", subject, home, newNetwork);
    } catch (error) {
      console.error("cannot return to the daemon's network namespace", error);
      process.abort();
    }
  }
}

function openOwn(): Fd {
  const path = "/proc/thread-self/ns/net";
  return syscall("openat", path, currentDirectory, addressOf(cString(path)), closeOnExec);
}
