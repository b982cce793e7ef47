import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";

/** What our client does that Docker's does not: it waits, and shows several logs as one. */

const engine = sharedEngine();

async function own(...args: string[]) {
  const { code, stdout, stderr } = await (await engine()).own(args);
  return { code, stdout, stderr };
}

const probed = (probe: string): string[] => [
  "--health-cmd",
  probe,
  "--health-interval",
  "100ms",
  "--health-retries",
  "2",
];

test("run --wait comes back when the container is healthy", async () => {
  const script = "sleep 0.5; touch /ready; sleep 1000";
  const patient = ["--health-start-period", "30s", "--health-start-interval", "100ms", ...probed("test -e /ready")];
  const started = await own("run", "--wait=healthy", "--name", "well", ...patient, "busybox", "sh", "-c", script);
  expect(started).toEqual({ code: 0, stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/), stderr: "" });
  const { stdout } = await own("inspect", "-f", "{{.State.Health.Status}}", "well");
  expect(stdout).toBe("healthy\n");
});

test("run --wait fails with the reason", async () => {
  const sick = await own("run", "--wait=healthy", ...probed("echo no answer; false"), "busybox", "sleep", "1000");
  expect(sick).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^container [0-9a-f]{12} is unhealthy: no answer\n$/),
  });
  const ended = await own("run", "--wait=healthy", ...probed("false"), "busybox", "sh", "-c", "exit 6");
  expect(ended).toMatchObject({
    code: 6,
    stderr: expect.stringMatching(
      /^container [0-9a-f]{12} ended before it was healthy: its program ended with exit code 6\n$/,
    ),
  });
  const gone = await own("run", "--rm", "--wait=healthy", ...probed("false"), "busybox", "sh", "-c", "exit 6");
  expect(gone).toMatchObject({ code: 6, stderr: expect.stringContaining("its program ended with exit code 6") });
  const vain = await own("run", "--name", "vain", "--wait=healthy", "busybox", "true");
  expect(vain).toMatchObject({ code: 125 });
  expect((await own("inspect", "vain")).code).toBe(1);
  expect(await own("run", "--wait", "busybox", "/no/such")).toMatchObject({ code: 127 });
  const late = await own(
    "run",
    "--wait=healthy",
    "--wait-timeout",
    "1",
    ...probed("sleep 100"),
    "busybox",
    "sleep",
    "1000",
  );
  expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining("is not healthy after 1s\n") });
});

test("run --wait comes back when the container runs", async () => {
  expect(await own("run", "--wait", "busybox", "sleep", "1000")).toMatchObject({ code: 0, stderr: "" });
});

test("logs of several, merged by time, also while they are written", async () => {
  const writes = (name: string, delay: string): string[] => {
    const script = `sleep ${delay}; for i in 1 2 3; do echo ${name}$i; sleep 0.4; done`;
    return ["run", "-d", "--name", name, "busybox", "sh", "-c", script];
  };
  await own(...writes("tick", "0"));
  await own(...writes("tock", "0.2"));
  const followed = await own("logs", "--merge", "-f", "tick", "tock");
  const lines = followed.stdout.trim().split("\n");
  expect(lines.map((line) => line.split(" | ")[1]).sort()).toEqual([
    "tick1",
    "tick2",
    "tick3",
    "tock1",
    "tock2",
    "tock3",
  ]);
  const { stdout } = await own("logs", "--merge", "-t", "tock", "tick");
  const times = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(" | ")[1]?.split(" ")[0] ?? "");
  expect(times).toHaveLength(6);
  expect(times).toEqual([...times].sort());
  expect(stdout).toMatch(/^(tick {2}\| \S+ tick\d\n|tock {2}\| \S+ tock\d\n){6}$/);
});

test("stats by a column", async () => {
  await own(
    "run",
    "-d",
    "--name",
    "fat",
    "busybox",
    "sh",
    "-c",
    "x=$(head -c 20000000 /dev/zero | tr '\\0' x); sleep 1000",
  );
  await own("run", "-d", "--name", "thin", "busybox", "sleep", "1000");
  const sorted = async (column: string): Promise<string[]> =>
    (await own("stats", "--no-stream", "--format", "{{.Name}}", "--sort", column, "thin", "fat")).stdout
      .trim()
      .split("\n");
  expect(await sorted("name")).toEqual(["fat", "thin"]);
  expect(await sorted("-name")).toEqual(["thin", "fat"]);
});
