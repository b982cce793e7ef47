import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { succeed } from "../../tests/support/command.ts";
import { eventually } from "../../tests/support/eventually.ts";
import { processesOf } from "../../tests/support/residue.ts";
import type { Contestant } from "../support/contestant.ts";
import type { Measurement } from "../support/measurement.ts";

const traced = "execve,execveat,fsync,fdatasync,sync,syncfs,sync_file_range";

/** Programs started and disk waits asked for by one `run --rm`, counted by strace, which is why it is not timed. */
export const callsMeasurement: Measurement = {
  name: "calls",
  rounds: 3,
  metrics: [
    { id: "execs", title: "programs started per `run --rm`", unit: "", better: "less", must: { figure: 5 } },
    { id: "syncs", title: "fsync, fdatasync, syncfs per `run --rm`", unit: "", better: "less", must: { figure: 3 } },
  ],
  async sample(contestant) {
    const folder = mkdtempSync(`${tmpdir()}/calls-`);
    const stopDaemon = await traceDaemons(contestant, `${folder}/daemon`);
    const [head, ...rest] = splitAtClient(contestant.command(["run", "--rm", "busybox", "true"]));
    const trace = ["strace", "-f", "-qq", "-e", `trace=${traced}`, "-o", `${folder}/client`];
    await succeed([...head!, ...trace, ...rest.flat()], { env: contestant.env });
    await Bun.sleep(500);
    await stopDaemon();
    const text = ["daemon", "client"].map((name) => read(`${folder}/${name}`)).join("\n");
    rmSync(folder, { recursive: true });
    const execs = count(text, /exec(?:ve|veat)\([^\n]*\) += 0|<\.\.\. exec(?:ve|veat) resumed>[^\n]*= 0/g);
    const syncs = count(text, /\b(?:fsync|fdatasync|sync|syncfs|sync_file_range)\(/g);
    return { execs: execs - 1, syncs };
  },
};

/** The client's words come after the `sh` that puts it into its cgroup. */
function splitAtClient(command: readonly string[]): string[][] {
  const at = command.lastIndexOf("sh") + 1;
  return [command.slice(0, at), command.slice(at)];
}

async function traceDaemons(contestant: Contestant, file: string): Promise<() => Promise<void>> {
  if (contestant.daemons.length === 0) return async () => {};
  const pids = processesOf(contestant.mark).flatMap((pid) => ["-p", String(pid)]);
  const strace = spawn("strace", ["-f", "-e", `trace=${traced}`, "-o", file, ...pids]);
  let said = "";
  strace.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await eventually("strace is attached", () => /attached/.test(said));
  await Bun.sleep(300);
  return async () => {
    const ended = new Promise((resolve) => strace.once("exit", resolve));
    strace.kill("SIGINT");
    await ended;
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
