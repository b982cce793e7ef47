import { expect, test } from "bun:test";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressOf, kernelMemory, syscall } from "#sys/libc.ts";
import { succeed } from "../support/command.ts";
import { eventually } from "../support/eventually.ts";
import { Namespace } from "../support/namespace.ts";
import { SeededRandom } from "../support/random.ts";
import { Gone, RegistryLedger } from "../support/registry-ledger.ts";
import { RegistryProcess } from "../support/registry-process.ts";
import { pointsInSource, registryFolder } from "./kill/points.ts";

const isFull = process.env["FAULTS"] === "full";
const random = new SeededRandom(Number(process.env["REGISTRY_SEED"] ?? 1));
const collecting = ["--gc-interval", "20ms", "--gc-grace", "0s", "--gc-untagged"];

/** Everything that a registry acknowledges, by names of its own. */
async function story(ledger: RegistryLedger, round: string): Promise<void> {
  await ledger.image(`app/${round}`, "v1", `one ${round}`);
  await ledger.image(`app/${round}`, "v1", `two ${round}`);
  await ledger.chunked(`blobs/${round}`, round, [`first ${round} `, `second ${round} `, "third"]);
  await ledger.blob(`app/${round}`, `alone ${round}`);
  await ledger.mount(`mounted/${round}`, `app/${round}`, `two ${round}`);
  const gone = await ledger.image(`gone/${round}`, "v1", `gone ${round}`);
  await ledger.image(`gone/${round}`, "v2", `stays ${round}`);
  await ledger.deleteManifest(`gone/${round}`, gone, ["v1"]);
  await ledger.image(`gone/${round}`, "v3", `stays ${round}`);
  await ledger.deleteTag(`gone/${round}`, "v3");
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "registry-faults-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether the work came to its end before the registry went. */
async function untilGone(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Gone) return false;
    throw error;
  }
}

test("a registry that is killed at any commit point has lost nothing, and goes on", () =>
  inFolder(async (root) => {
    const passes = isFull ? [1, 2, 3, 4, 5] : [1, 2];
    const lost: string[] = [];
    const missed: string[] = [];
    for (const point of pointsInSource(registryFolder).filter((name) => !name.startsWith("registry.collect."))) {
      for (const pass of passes) {
        const round = `${point.replaceAll(".", "-")}-${pass}`;
        await using victim = await RegistryProcess.start({ root, env: { GANTRY_KILL_AT: `${point}:${pass}` } });
        const ledger = new RegistryLedger(victim);
        if (await untilGone(story(ledger, round))) {
          missed.push(point);
          await victim.end("SIGKILL");
        }
        await using next = await RegistryProcess.start({ root });
        ledger.follow(next);
        lost.push(...(await ledger.lost()));
        await story(ledger, round);
        lost.push(...(await ledger.lost()));
      }
    }
    expect(lost).toEqual([]);
    const neverPassed = (point: string): boolean => missed.filter((name) => name === point).length === passes.length;
    expect([...new Set(missed)].filter(neverPassed)).toEqual([]);
  }));

test("a registry that is killed while it removes unused content keeps what is used", () =>
  inFolder(async (root) => {
    const lost: string[] = [];
    for (const point of pointsInSource(registryFolder).filter((name) => name.startsWith("registry.collect."))) {
      const round = point.replaceAll(".", "-");
      await using first = await RegistryProcess.start({ root });
      const ledger = new RegistryLedger(first);
      await ledger.image(`app/${round}`, "kept", `kept ${round}`);
      await ledger.deleteManifest(`app/${round}`, await ledger.image(`app/${round}`, "gone", `gone ${round}`), [
        "gone",
      ]);
      ledger.release(`app/${round}`, `gone ${round}`);
      await first.end("SIGTERM");
      await using victim = await RegistryProcess.start({
        root,
        flags: collecting,
        env: { GANTRY_KILL_AT: `${point}:1` },
      });
      await victim.ended();
      await using next = await RegistryProcess.start({ root, flags: collecting });
      ledger.follow(next);
      await eventually("the unused blob is gone", async () => {
        const digest = new Bun.CryptoHasher("sha256").update(`gone ${round}`).digest("hex");
        return !existsSync(join(root, "blobs/sha256", digest));
      });
      lost.push(...(await ledger.lost()));
    }
    expect(lost).toEqual([]);
  }));

test("a registry that is killed at random moments has lost nothing", () =>
  inFolder(async (root) => {
    const lost: string[] = [];
    for (let round = 0; round < (isFull ? 300 : 25); round++) {
      await using victim = await RegistryProcess.start({ root });
      const ledgers = [0, 1, 2].map(() => new RegistryLedger(victim));
      const working = ledgers.map((ledger, at) => untilGone(story(ledger, `r${round}-${at}`)));
      await Bun.sleep(random.next() * 80);
      await victim.end("SIGKILL");
      await Promise.all(working);
      await using next = await RegistryProcess.start({ root });
      for (const [at, ledger] of ledgers.entries()) {
        ledger.follow(next);
        lost.push(...(await ledger.lost()));
        await story(ledger, `r${round}-${at}`);
        lost.push(...(await ledger.lost()));
      }
    }
    expect(lost).toEqual([]);
  }));

/** `_IOR('X', 125, __u32)`. @see kernel fs/ext4/ext4.h */
const EXT4_IOC_SHUTDOWN = 0x8004587d;
const withoutFlush = 2;

test("what a registry acknowledged survives a power cut", () =>
  inFolder(async (folder) => {
    const namespace = await Namespace.open();
    const [disk, mounted] = [join(folder, "disk"), join(folder, "mounted")];
    const inside = ["nsenter", "-t", String(namespace.pid), "-m", "--"];
    try {
      writeFileSync(disk, "");
      truncateSync(disk, 256 << 20);
      await succeed(["mkfs.ext4", "-q", "-F", disk]);
      mkdirSync(mounted);
      const lost: string[] = [];
      for (let round = 0; round < (isFull ? 60 : 9); round++) {
        await succeed([...inside, "mount", "-o", "loop", disk, mounted]);
        const root = join(mounted, "registry");
        await using victim = await RegistryProcess.start({ root, within: inside });
        const ledger = new RegistryLedger(victim);
        const working = untilGone(story(ledger, `r${round}`));
        // Every third cut comes at the end of the story, when all of it is acknowledged.
        if (round % 3 === 0) await working;
        else await Bun.sleep(random.next() * 60);
        cutPower(`/proc/${namespace.pid}/root${mounted}`);
        await victim.end("SIGKILL");
        await working;
        await succeed([...inside, "umount", mounted]);
        await succeed([...inside, "mount", "-o", "loop", disk, mounted]);
        await using next = await RegistryProcess.start({ root, within: inside });
        ledger.follow(next);
        lost.push(...(await ledger.lost()));
        await story(ledger, `r${round}`);
        lost.push(...(await ledger.lost()));
        await next.end("SIGTERM");
        await succeed([...inside, "umount", mounted]);
      }
      expect(lost).toEqual([]);
    } finally {
      await namespace.close();
    }
  }));

function cutPower(mounted: string): void {
  const root = openSync(mounted, "r");
  const flags = kernelMemory(4);
  flags.writeUInt32LE(withoutFlush);
  syscall("ioctl", mounted, root, EXT4_IOC_SHUTDOWN, addressOf(flags));
  closeSync(root);
}
