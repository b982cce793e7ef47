import type { ContainerEndRequest, ContainerWhy } from "#api/types.gen.ts";
import { signalName } from "#base/signals.ts";
import { binarySize } from "#base/units.ts";
import { humanAgo, humanDuration } from "./human-duration.ts";
import { oneLine } from "./one-line.ts";

const zeroTime = "0001-01-01T00:00:00Z";

/** Why a container is as it is, in words: one fact a line. `now` in milliseconds since 1970. */
export function whyText(why: ContainerWhy, now: number): string {
  const facts: Array<readonly [label: string, text: string | undefined]> = [
    ["Container", `${why.Name} (${why.Id.slice(0, 12)})`],
    ["Status", statusText(why, now)],
    ["Why", reasonText(why)],
    ["Error", why.Error === "" ? undefined : oneLine(why.Error)],
    ["Health", healthText(why)],
    ["Restart", restartText(why, now)],
    ["Before", previousText(why, now)],
  ];
  return facts.flatMap(([label, text]) => (text === undefined ? [] : [`${`${label}:`.padEnd(12)}${text}\n`])).join("");
}

function statusText({ Status, ExitCode, StartedAt, FinishedAt }: ContainerWhy, now: number): string {
  if (Status === "running" || Status === "paused") return `${Status} since ${ago(StartedAt, now)}`;
  if (FinishedAt === zeroTime || (Status !== "exited" && Status !== "restarting")) return Status;
  const ran = humanDuration(Math.max(0, Date.parse(FinishedAt) - Date.parse(StartedAt)));
  return `${Status} (${ExitCode}) ${ago(FinishedAt, now)}, after ${ran.toLowerCase()}`;
}

/** Why it is in its state, in one line. */
export function reasonText(why: ContainerWhy): string {
  const { Reason, ExitCode, Signal = 0, MemoryLimit, Asked } = why;
  switch (Reason) {
    case "running":
      return "it runs";
    case "paused":
      return "it was paused";
    case "created":
      return "it was never started";
    case "start-failed":
      return startFailureText(why);
    case "oom":
      return MemoryLimit === undefined
        ? "the kernel ended it for want of memory"
        : `it needed more memory than its limit of ${binarySize(MemoryLimit)}`;
    case "asked":
      return Asked === undefined ? "somebody asked for its end" : requestText(Asked);
    case "signal":
      return `${signalName(Signal)} ended it, which was not sent through the engine`;
    case "lost":
      return "it ended while nobody watched it: of a crash of the machine, or of its shim";
    default:
      return ExitCode === 0 ? "its program came to its end" : `its program ended with exit code ${ExitCode}`;
  }
}

function startFailureText({ StartFailure, Port, PortHolder }: ContainerWhy): string {
  switch (StartFailure) {
    case "command-not-found":
      return "it did not start: its command is not there";
    case "command-not-executable":
      return "it did not start: its command cannot be executed";
    case "port-in-use": {
      const holder = PortHolder === undefined ? "" : ` by container ${PortHolder}`;
      return `it did not start: port ${Port} of the host is in use${holder}`;
    }
    default:
      return "it did not start";
  }
}

const calls: Readonly<Record<string, string>> = {
  stop: "it was stopped",
  kill: "it was killed",
  restart: "it was restarted",
  remove: "it was removed by force",
  shutdown: "the engine was shut down",
};

function requestText({ Act, Signal, Client, Overdue }: ContainerEndRequest): string {
  const by = Client === undefined ? "" : ` by ${Client}`;
  const then = Overdue === true ? ", and SIGKILL when its grace was over" : "";
  return `${calls[Act] ?? Act}${by}: ${signalName(Signal)}${then}`;
}

/** An ended container is never healthy; what its last probes said is told all the same. */
function healthText({ Health, Status }: ContainerWhy): string | undefined {
  if (Health === undefined || Health === null) return undefined;
  const { FailingStreak, Log } = Health;
  if (FailingStreak === 0) return Status === "running" ? Health.Status : undefined;
  const last = (Log ?? []).at(-1);
  const said =
    last === undefined ? "" : `, the last with exit code ${last.ExitCode}: ${oneLine(firstLine(last.Output))}`;
  const times = FailingStreak === 1 ? "a probe failed" : `${FailingStreak} probes in a row failed`;
  return Status === "running" ? `${Health.Status}: ${times}${said}` : `${times} before the end${said}`;
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}

function restartText({ NoRestart, RestartPolicy, RestartCount, RestartsAt }: ContainerWhy, now: number): string {
  const { Name, MaximumRetryCount } = RestartPolicy;
  const policy = MaximumRetryCount > 0 ? `${Name}:${MaximumRetryCount}` : Name;
  const made = RestartCount === 1 ? "1 restart so far" : `${RestartCount} restarts so far`;
  if (RestartsAt !== undefined)
    return `in ${humanDuration(Math.max(0, Date.parse(RestartsAt) - now)).toLowerCase()}, by policy ${policy} (${made})`;
  switch (NoRestart) {
    case "no-policy":
      return "not by itself: it has no restart policy";
    case "asked":
      return `not by itself: its end was asked for (policy ${policy})`;
    case "succeeded":
      return `not by itself: it ended well (policy ${policy})`;
    case "retries-used-up":
      return `not again: policy ${policy} allows no more (${made})`;
    case "never-ran":
      return `not by itself: it did not run (policy ${policy})`;
    default:
      return Name === "" || Name === "no" ? "not by itself: it has no restart policy" : `policy ${policy} (${made})`;
  }
}

function previousText({ Previous }: ContainerWhy, now: number): string | undefined {
  if (Previous === undefined || Previous === null) return undefined;
  const { ExitCode, OOMKilled, FinishedAt, Asked } = Previous;
  const why = OOMKilled ? ", out of memory" : Asked === undefined || Asked === null ? "" : `: ${requestText(Asked)}`;
  return `the run before ended ${ago(FinishedAt, now)} with exit code ${ExitCode}${why}`;
}

function ago(time: string, now: number): string {
  return humanAgo(Date.parse(time) / 1000, now).toLowerCase();
}
