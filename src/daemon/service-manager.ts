import type { Log } from "#base/op.ts";
import { sendDatagram } from "#sys/datagram.ts";
import { monotonicMicroseconds } from "#sys/monotonic.ts";

/** Tells the service manager that has started the daemon how it goes; nobody is told where there is none. @see sd_notify(3) */
export interface ServiceManager {
  /** The engine answers. Also ends `reloading`. */
  ready(): void;
  reloading(): void;
  stopping(): void;
  /** One line for `systemctl status`. */
  status(text: string): void;
}

/** What a service manager says by the environment, taken out of it: it is not meant for the programs that the daemon starts. */
export interface ServiceEnvironment {
  /** Where to send notices. */
  readonly notifySocket?: string;
  /** How many sockets were handed over, from descriptor 3 on. */
  readonly listenFds: number;
  /** The names of these, in order, where they have some. */
  readonly listenNames: readonly string[];
}

/** Reads and removes `NOTIFY_SOCKET` and `LISTEN_*`. @see sd_listen_fds(3) */
export function takeServiceEnvironment(environment: Record<string, string | undefined>): ServiceEnvironment {
  const { NOTIFY_SOCKET, LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES } = environment;
  for (const name of ["NOTIFY_SOCKET", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "WATCHDOG_USEC", "WATCHDOG_PID"])
    delete environment[name];
  const count = LISTEN_PID === String(process.pid) && /^\d+$/.test(LISTEN_FDS ?? "") ? Number(LISTEN_FDS) : 0;
  return {
    ...(NOTIFY_SOCKET === undefined || NOTIFY_SOCKET === "" ? {} : { notifySocket: NOTIFY_SOCKET }),
    listenFds: count,
    listenNames: count === 0 ? [] : (LISTEN_FDNAMES ?? "").split(":"),
  };
}

export function serviceManager({ notifySocket }: ServiceEnvironment, log: Log): ServiceManager {
  const send = (...lines: readonly string[]): void => {
    if (notifySocket === undefined) return;
    try {
      sendDatagram(notifySocket, Buffer.from(lines.join("\n")));
    } catch (error) {
      log.warn("service manager was not told", { error, state: lines[0] });
    }
  };
  return {
    ready: () => send("READY=1", `MAINPID=${process.pid}`, "STATUS=Ready"),
    reloading: () => send("RELOADING=1", `MONOTONIC_USEC=${monotonicMicroseconds()}`, "STATUS=Reloading"),
    stopping: () => send("STOPPING=1", "STATUS=Stopping"),
    status: (text) => send(`STATUS=${text.replaceAll("\n", " ")}`),
  };
}
