import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { operation } from "./step-facts.test-support.ts";
import { StepBench } from "./steps.test-support.ts";

const formats = "/proc/sys/fs/binfmt_misc";
const registered = `gantry-test-${process.pid}`;

let bench: StepBench;
let over: string;
let isMounted = false;

beforeAll(async () => {
  bench = await StepBench.open();
  over = mkdtempSync(join(bench.directory, "over-"));
  const program = readFileSync("/bin/busybox");
  // EM_S370, of which nobody has an emulator.
  program.writeUInt16LE(9, 18);
  writeFileSync(join(over, "foreign"), program, { mode: 0o755 });
  writeFileSync(join(over, "script"), "#!/foreign x\n", { mode: 0o755 });
}, 60_000);
afterAll(async () => {
  if (existsSync(`${formats}/${registered}`)) writeFileSync(`${formats}/${registered}`, "-1");
  if (isMounted) execFileSync("umount", [formats]);
  await bench[Symbol.asyncDispose]();
});

test("a program for another machine is said to lack its emulator; what runs here runs, whatever its platform", async () => {
  for (const name of ["/foreign", "/script"]) {
    const step = await bench.run(operation([name]), { lowers: [over], platform: "linux/s390" });
    expect(String(step.error)).toContain(
      `process "${name}" did not complete successfully: exec ${name}: exec format error: no emulator of linux/s390`,
    );
  }
  const own = await bench.run(operation(["true"]), { platform: "linux/s390" });
  expect(own.error).toBeUndefined();
});

test("a program for another machine runs by the emulator that is registered for it", async () => {
  // The program of this name says what it was called with.
  const emulator = join(bench.directory, "echo");
  copyFileSync("/bin/busybox", emulator);
  if (!existsSync(`${formats}/register`)) {
    execFileSync("mount", ["-t", "binfmt_misc", "none", formats]);
    isMounted = true;
  }
  const [magic, mask] = [
    `\\x7fELF${"\\x00".repeat(14)}\\x09\\x00`,
    "\\xff".repeat(4) + "\\x00".repeat(14) + "\\xff".repeat(2),
  ];
  writeFileSync(`${formats}/register`, `:${registered}:M:0:${magic}:${mask}:${emulator}:F`);
  const step = await bench.run(operation(["/foreign", "with", "this"]), { lowers: [over], platform: "linux/s390" });
  expect(step).toMatchObject({ error: undefined, stdout: "/foreign with this\n" });
});
