import { expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { backgroundOp } from "#base/op.ts";
import { makeTaskDriver } from "#drivers/runtime/oci/driver.ts";
import { driverOptions, runc } from "#drivers/runtime/oci/test-bench.ts";
import { openLinuxKernel } from "#sys/kernel/linux.ts";
import { eventually } from "../../../tests/support/eventually.ts";

const op = backgroundOp();

/** Processes whose command line has `text`. */
function processesWith(text: string): string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "latin1").includes(text);
    } catch {
      return false;
    }
  });
}

test("what a killed daemon leaves of a step, the next one ends", async () => {
  const program = new URL("hanging-step.test-support.ts", import.meta.url).pathname;
  const daemon = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = await once(daemon.stdout, "data");
  const directory = String(said).trim();
  const ended = once(daemon, "exit");
  daemon.kill("SIGKILL");
  await ended;
  const tasks = makeTaskDriver(driverOptions(directory));
  const left = await tasks.leftTasks(op);
  expect(left).toHaveLength(1);
  const id = left[0]?.containerId ?? "";
  expect(processesWith(id)).not.toEqual([]);
  // By a daemon whose default is another runtime now.
  await tasks.destroy(op, id, runc);
  await eventually("the shim has gone", () => processesWith(id).length === 0);
  expect(readdirSync(`${directory}/run`)).toEqual([]);
  expect(readdirSync(`${directory}/state/crun`)).toEqual([]);
  for (const hierarchy of readdirSync("/sys/fs/cgroup"))
    expect(existsSync(`/sys/fs/cgroup/${hierarchy}/docker/${id}`)).toBe(false);
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  expect(mounts.filter((line) => line.includes(directory) && !line.includes(`${directory}/anchor`))).toEqual([]);
  expect(readdirSync(`${directory}/steps/1/upper`).sort()).toEqual(["a", "dev", "etc", "proc", "run", "sys"]);
  await using kernel = openLinuxKernel();
  await kernel.unmount(op, `${directory}/anchor`);
  rmSync(directory, { recursive: true });
}, 60_000);
