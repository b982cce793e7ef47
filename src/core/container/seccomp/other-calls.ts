/** Calls of Linux 6.5 to 6.13, numbered alike on all architectures (kernel: scripts/syscall.tbl). */
const common: Readonly<Record<string, number>> = {
  cachestat: 451,
  fchmodat2: 452,
  map_shadow_stack: 453,
  futex_wake: 454,
  futex_wait: 455,
  futex_requeue: 456,
  statmount: 457,
  listmount: 458,
  lsm_get_self_attr: 459,
  lsm_set_self_attr: 460,
  lsm_list_modules: 461,
  mseal: 462,
  setxattrat: 463,
  getxattrat: 464,
  listxattrat: 465,
  removexattrat: 466,
};

/**
 * Calls that 32-bit x86 has both on their own and inside socketcall(2) and ipc(2): libseccomp gives no plain number for
 * them (kernel: arch/x86/entry/syscalls/syscall_32.tbl).
 */
const plainOnX86: Readonly<Record<string, number>> = {
  ...numbered("socket socketpair bind connect listen accept4 getsockopt setsockopt getsockname getpeername", 359),
  ...numbered("sendto sendmsg recvfrom recvmsg shutdown", 369),
  ...numbered("semget semctl shmget shmctl shmat shmdt msgget msgsnd msgrcv msgctl", 393),
};

function numbered(names: string, first: number): Record<string, number> {
  return Object.fromEntries(names.split(" ").map((name, index) => [name, first + index]));
}

const x32Bit = 0x40000000;
const uretprobe = 335;

/** The number of a call for which libseccomp 2.5 gives none; undefined for others. */
export function otherCallNumber(architecture: string, name: string): number | undefined {
  if (name === "uretprobe") return architecture === "SCMP_ARCH_X86_64" ? uretprobe : undefined;
  if (architecture === "SCMP_ARCH_X86" && plainOnX86[name] !== undefined) return plainOnX86[name];
  const number = common[name];
  return number === undefined || architecture !== "SCMP_ARCH_X32" ? number : x32Bit + number;
}
