import { expect, test } from "bun:test";
import { Engine } from "../../support/engine.ts";
import { gantryExecutable } from "../../support/peers.ts";

/** Our client asks Docker's own engine for what it does not know: nothing is done in earnest, and what can be done is. */

test("another engine is left as it is by a dry run, and helps as far as it can", async () => {
  await using dockerd = await Engine.start({ kind: "dockerd" });
  await dockerd.loadBusybox();
  const own = async (...args: string[]) => {
    const { code, stdout, stderr } = await dockerd.namespace.run([gantryExecutable(), ...args], {
      env: dockerd.clientEnvironment,
    });
    return { code, stdout, stderr };
  };
  expect((await own("create", "--name", "idle", "busybox", "true")).code).toBe(0);
  const refused = { code: 1, stdout: "", stderr: expect.stringMatching(/^not supported: a dry run by the engine at /) };
  const destructive = [
    ["rm", "-f", "idle"],
    ["container", "prune"],
    ["system", "prune", "-a", "--volumes"],
    ["rmi", "-f", "busybox"],
    ["kill", "idle"],
  ];
  for (const args of destructive) expect(await own(...args, "--dry-run")).toEqual(refused);
  expect((await own("ps", "-aq")).stdout.trim().split("\n")).toHaveLength(1);
  expect((await own("images", "-q")).stdout.trim().split("\n")).toHaveLength(1);
  expect(await own("why", "idle")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("only Gantry keeps how containers end"),
  });
  expect(await own("why", "nosuch")).toMatchObject({ code: 1 });
  const probe = ["--health-cmd", "true", "--health-interval", "100ms"];
  const started = await own("run", "--wait=healthy", "--name", "runs", ...probe, "busybox", "sleep", "1000");
  expect(started).toMatchObject({ code: 0, stderr: "" });
  const looked = await own("debug", "--image", "busybox", "runs", "--", "cat", "/proc/1/root/proc/1/cmdline");
  expect(looked.stdout.replaceAll("\0", " ")).toBe("sleep 1000 ");
  expect(looked.stderr).toBe(
    "The engine is not Gantry: the toolbox has an IPC namespace and a host name of its own.\n",
  );
  const ended = await own("run", "--wait=healthy", ...probe, "busybox", "sh", "-c", "exit 3");
  expect(ended).toMatchObject({ code: 3, stderr: expect.stringContaining("its program ended with exit code 3\n") });
}, 120_000);
