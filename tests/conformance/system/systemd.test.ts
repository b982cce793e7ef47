import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { BootedSystemd } from "../../support/booted-systemd.ts";
import { buildPackage } from "../../support/debian-package.ts";
import { eventually } from "../../support/eventually.ts";

/** The Debian package under a real systemd: units, socket, restarts, and cgroups that systemd makes. */

let machine: BootedSystemd;
beforeAll(async () => {
  const built = mkdtempSync(`${tmpdir()}/package-`);
  machine = await BootedSystemd.boot(await buildPackage(built));
  rmSync(built, { recursive: true });
  await machine.sh(`dpkg -i /package.deb
    mkdir -p /image/bin && cp "$(command -v busybox)" /image/bin/ && ln -s busybox /image/bin/sleep && ln -s busybox /image/bin/cat
    for n in 1 2 3 4 5 6 7 8 9; do [ -S /run/gantry.sock ] || sleep 0.3; done`);
}, 180_000);
afterAll(() => machine?.[Symbol.asyncDispose]());

const active = () => machine.run(["systemctl", "is-active", "gantry"]).then(({ stdout }) => stdout.trim());
const pidOf = (name: string) => machine.sh(`gantry inspect -f '{{.State.Pid}}' ${name}`);
/** As often as an administrator wants. */
const systemctl = (words: string) => machine.sh(`systemctl reset-failed gantry; systemctl ${words}`);
const configure = async (config: object): Promise<void> => {
  await machine.sh(`echo '${JSON.stringify(config)}' > /etc/gantry/daemon.json`);
};

test("the package starts the service, which says when it is ready", async () => {
  expect(await machine.sh("systemctl is-enabled gantry.socket gantry.service")).toBe("enabled\nenabled");
  expect(await active()).toBe("active");
  expect(await machine.sh("systemctl show gantry -p StatusText -p Type --value")).toBe("notify\nReady");
  await machine.sh("tar c -C /image . | gantry import - bb");
  expect(await machine.sh("gantry run --rm bb /bin/busybox echo hello; docker ps -q")).toBe("hello");
});

test("containers outlive a killed engine, which comes again", async () => {
  await machine.sh("gantry run -d --name keep --restart always bb /bin/sleep 1000");
  const before = await pidOf("keep");
  await systemctl("kill --kill-who=main -s KILL gantry");
  await eventually("it has failed", async () => (await active()) !== "active");
  await eventually("it is back", async () => (await active()) === "active", { withinMs: 10_000 });
  expect(await pidOf("keep")).toBe(before);
}, 30_000);

test("an orderly stop ends them, unless they are to live on; a client wakes the engine", async () => {
  await systemctl("stop gantry.service");
  expect(await active()).toBe("inactive");
  expect(await machine.sh("cat /proc/[0-9]*/comm 2>/dev/null | grep -x sleep || true")).toBe("");
  expect(await machine.sh("gantry version -f '{{.Server.Platform.Name}}'")).toBe("Gantry");
  expect(await active()).toBe("active");
  await configure({ "live-restore": true, labels: ["a=b"] });
  await systemctl("reload gantry");
  await eventually("labels", async () => (await machine.sh("gantry info -f '{{.Labels}}'")) === "[a=b]");
  await eventually("it runs again", async () => (await pidOf("keep")) !== "0");
  const before = await pidOf("keep");
  await systemctl("restart gantry");
  expect(await pidOf("keep")).toBe(before);
  await machine.sh("gantry rm -f keep");
}, 60_000);

test("with the systemd driver each container is a scope with its limits", async () => {
  await configure({ "exec-opts": ["native.cgroupdriver=systemd"], "live-restore": true });
  await systemctl("restart gantry");
  expect(await machine.sh("gantry info -f '{{.CgroupDriver}}'")).toBe("systemd");
  const id = await machine.sh("gantry run -d --name scoped -m 64m bb /bin/sleep 1000");
  const scope = `docker-${id}.scope`;
  expect(await machine.sh(`systemctl is-active ${scope}; systemctl show ${scope} -p Slice --value`)).toBe(
    "active\nsystem.slice",
  );
  const limit = `cat /sys/fs/cgroup/memory/system.slice/${scope}/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/system.slice/${scope}/memory.max`;
  expect(await machine.sh(limit)).toBe(String(64 << 20));
  await machine.sh("gantry update -m 96m --memory-swap 96m scoped");
  expect(await machine.sh(limit)).toBe(String(96 << 20));
  expect(await machine.sh("gantry stats --no-stream --format '{{.MemUsage}}' scoped")).toEndWith("/ 96MiB");
  const groups = (await machine.sh("gantry exec scoped /bin/cat /proc/self/cgroup")).split("\n");
  const elsewhere = groups.filter((line) => !line.includes(scope) && !line.startsWith("0::"));
  expect(elsewhere).toEqual([]);
  const before = await pidOf("scoped");
  await systemctl("restart gantry");
  expect(await pidOf("scoped")).toBe(before);
  await machine.sh("gantry rm -f scoped");
  await eventually("its scope is gone", async () => {
    const { stdout } = await machine.run(["systemctl", "list-units", "--all", "--no-legend", scope]);
    return stdout.trim() === "";
  });
}, 60_000);

test("nothing was told as a fault", async () => {
  const lines = await machine.sh("journalctl -u gantry --no-pager -o cat | grep -E 'level=(error|fatal)' || true");
  expect(lines).toBe("");
});
