import { FdHandle } from "../fd-handle.ts";
import { addressOf, cString, syscall } from "../libc.ts";
import type { Fd } from "./contract.ts";

const newMounts = 0x00020000;
const ownFolders = 0x00000200;
const currentDirectory = -100;
const closeOnExec = 0o2000000;
const openPath = 0o10000000;

interface Home {
  readonly namespace: Fd;
  readonly root: Fd;
  readonly folder: Fd;
}

/** Where this thread belongs, to which it always returns. Opened before the first change. */
let home: Home | undefined;

/** Runs `task`, which must not wait, with this thread in another mount namespace, at its root. @throws SyscallError */
export function inMountNamespace<T>(namespace: Fd, task: () => T): T {
  return awayFromHome(() => {
    syscall("setns", "mount namespace", namespace, newMounts);
    return task();
  });
}

/** Runs `task`, which must not wait, with this thread in a new mount namespace, a copy of the daemon's. @throws SyscallError */
export function inNewMountNamespace<T>(task: (namespace: FdHandle) => T): T {
  return awayFromHome(() => {
    syscall("unshare", "new mount namespace", newMounts);
    using namespace = new FdHandle(open("/proc/thread-self/ns/mnt", 0));
    return task(namespace);
  });
}

/** A thread that cannot get home would take a container's files for the host's: it ends the process. */
function awayFromHome<T>(task: () => T): T {
  home ??= openHome();
  try {
    haveOwnFolders();
    return task();
  } finally {
    try {
      haveOwnFolders();
      syscall("setns", "mount namespace", home.namespace, newMounts);
      syscall("fchdir", "/", home.root);
      syscall("chroot", "/", addressOf(cString(".")));
      syscall("fchdir", ".", home.folder);
    } catch (error) {
      console.error("cannot return to the daemon's mount namespace", error);
      process.abort();
    }
  }
}

/**
 * setns(2) wants a thread that shares its root and working directory with no other. One that this thread has started does, and
 * the JavaScript engine starts its helpers when it likes: so this is said before each call.
 */
function haveOwnFolders(): void {
  syscall("unshare", "working directory", ownFolders);
}

function openHome(): Home {
  haveOwnFolders();
  return {
    namespace: open("/proc/thread-self/ns/mnt", 0),
    root: open("/", openPath),
    folder: open(".", openPath),
  };
}

function open(path: string, flags: number): Fd {
  return syscall("openat", path, currentDirectory, addressOf(cString(path)), flags | closeOnExec);
}
