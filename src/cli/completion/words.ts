/** Values that are known without asking an engine. */

export const capabilities =
  "ALL CAP_CHOWN CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER CAP_FSETID CAP_KILL CAP_SETGID CAP_SETUID CAP_SETPCAP CAP_LINUX_IMMUTABLE CAP_NET_BIND_SERVICE CAP_NET_BROADCAST CAP_NET_ADMIN CAP_NET_RAW CAP_IPC_LOCK CAP_IPC_OWNER CAP_SYS_MODULE CAP_SYS_RAWIO CAP_SYS_CHROOT CAP_SYS_PTRACE CAP_SYS_PACCT CAP_SYS_ADMIN CAP_SYS_BOOT CAP_SYS_NICE CAP_SYS_RESOURCE CAP_SYS_TIME CAP_SYS_TTY_CONFIG CAP_MKNOD CAP_LEASE CAP_AUDIT_WRITE CAP_AUDIT_CONTROL CAP_SETFCAP CAP_MAC_OVERRIDE CAP_MAC_ADMIN CAP_SYSLOG CAP_WAKE_ALARM CAP_BLOCK_SUSPEND CAP_AUDIT_READ CAP_PERFMON CAP_BPF CAP_CHECKPOINT_RESTORE".split(
    " ",
  );

const realTime = (name: string, sign: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${name}${sign}${at + 1}`);

export const signals = [
  ..."ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ".split(
    " ",
  ),
  ...["RTMIN", ...realTime("RTMIN", "+", 15), "RTMAX", ...realTime("RTMAX", "-", 14)],
];

export const platforms =
  "linux/386 linux/amd64 linux/arm linux/arm/v5 linux/arm/v6 linux/arm/v7 linux/arm64 linux/arm64/v8 linux/ppc64le linux/s390x linux/riscv64 windows/amd64 wasip1/wasm".split(
    " ",
  );

export const limits =
  "as= chroot= core= cpu= data= fsize= locks= maxlogins= maxsyslogins= memlock= msgqueue= nice= nofile= nproc= priority= rss= rtprio= sigpending= stack=".split(
    " ",
  );

const eventKeys = [
  "container=",
  "daemon=",
  "event=",
  "image=",
  "label=",
  "network=",
  "node=",
  "scope=",
  "type=",
  "volume=",
];

const eventValues: Readonly<Record<string, readonly string[]>> = {
  type: "builder config container daemon image network node plugin secret service volume".split(" "),
  event:
    "create start restart stop checkpoint pause unpause attach detach resize update rename kill die oom destroy remove commit top copy archive-path extract-to-dir export import save load tag untag push pull prune delete enable disable connect disconnect reload mount unmount exec_create exec_start exec_die exec_detach health_status".split(
      " ",
    ),
  scope: ["local", "swarm"],
};

/** Filters of events, as far as one is typed. */
export function eventFilters(typed: string): readonly string[] {
  const [key = ""] = typed.split("=");
  return typed.includes("=") ? (eventValues[key] ?? []).map((value) => `${key}=${value}`) : eventKeys;
}

const statuses = "created running paused restarting removing exited dead".split(" ");

/** What other lists can be told to show, with the values that are known. */
export const listFilters: Readonly<Record<string, readonly string[]>> = {
  images: ["before=", "dangling=true", "dangling=false", "label=", "reference=", "since=", "until="],
  "network ls": "dangling=true dangling=false driver= id= label= name= scope=local type=builtin type=custom".split(" "),
  ps: [
    ..."ancestor= before= exited= expose= health=healthy health=none health=starting health=unhealthy id= is-task= label= name= network= publish= since= volume=".split(
      " ",
    ),
    ...statuses.map((status) => `status=${status}`),
  ],
  "volume ls": ["dangling=true", "dangling=false", "driver=", "label=", "name="],
};
