import { expect, test } from "bun:test";
import { BuildFolder, build } from "../../support/build-cache.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

/** A shell beside a program whose image has none. */

const engine = sharedEngine();

async function own(...args: string[]) {
  const { code, stdout, stderr } = await (await engine()).own(args);
  return { code, stdout, stderr };
}

async function bare(name: string, ...options: string[]): Promise<void> {
  using folder = new BuildFolder({
    Dockerfile:
      'FROM busybox AS b\nFROM scratch\nCOPY --from=b /bin/busybox /busybox\nENTRYPOINT ["/busybox", "sleep", "1000"]\n',
  });
  await build(await engine(), "own", ["-t", "bare", folder.path]);
  await own("run", "-d", "--name", name, ...options, "bare");
}

const kinds = ["net", "ipc", "uts", "pid"];
const namespaces = (of: string): string => `for n in ${kinds.join(" ")}; do readlink /proc/${of}/ns/$n; done`;

test("it is in the namespaces of the container, and reads and writes its files", async () => {
  await bare("shop", "--hostname", "till", "--user", "1234");
  expect((await own("exec", "shop", "sh", "-c", "true")).code).not.toBe(0);
  const look = await own(
    "debug",
    "--image",
    "busybox",
    "shop",
    "--",
    "sh",
    "-c",
    `${namespaces("self")}; ${namespaces("1")}`,
  );
  expect(look).toMatchObject({ code: 0, stderr: "" });
  const links = look.stdout.trim().split("\n");
  expect(links).toHaveLength(2 * kinds.length);
  expect(links.slice(0, kinds.length)).toEqual(links.slice(kinds.length));
  const facts = await own(
    ...["debug", "--image", "busybox", "shop", "sh", "-c"],
    "hostname; echo $HOSTNAME; tr '\\0' ' ' < /proc/1/cmdline; echo; ls /proc/1/root; echo made > /proc/1/root/made; exit 5",
  );
  expect(facts.stdout).toMatch(/^till\ntill\n\/busybox sleep 1000 \nbusybox\ndev\netc\nproc\nsys\n$/);
  expect(facts.code).toBe(5);
  expect((await own("cp", "shop:/made", "-")).stdout).toContain("made\n");
  expect((await own("inspect", "-f", "{{.Config.Hostname}}", "shop")).stdout).toBe("till\n");
  expect((await own("ps", "-aq")).stdout.trim().split("\n")).toHaveLength(1);
});

test("a container that does not run, or is not there; an image that is not there", async () => {
  await own("create", "--name", "idle", "bare");
  expect(await own("debug", "--image", "busybox", "idle")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("container idle does not run"),
  });
  expect(await own("debug", "--image", "busybox", "nosuch")).toMatchObject({ code: 1 });
  expect(await own("debug", "--image", "nosuch", "--pull", "never", "shop")).toMatchObject({
    code: 1,
    stderr: "Error response from daemon: No such image: nosuch:latest\n",
  });
});

test("a toolbox that joins nobody is refused", async () => {
  const { status, body } = await (await engine()).request("POST", "/containers/idle/start?toolbox=1");
  expect([status, body.toString()]).toEqual([
    400,
    '{"message":"a toolbox has to join the PID namespace of another container"}\n',
  ]);
});
