import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { busyboxArchive } from "../../../tools/docker-archive.ts";
import type { Result } from "../../support/command.ts";
import { Engine } from "../../support/engine.ts";
import { RegistryProcess } from "../../support/registry-process.ts";
import { jane } from "../../support/registry-site.ts";

/** `s3cret:x`, as `htpasswd -B` wrote it. */
const users = `${jane.user}:$2y$05$5nJTYaJ8Wyn0JAAE1KFBh.2DEOwx9rQgaULsGfiJpJ/ljeuUFiAWy\n`;
const nowhere = `sha256:${"0".repeat(64)}`;

interface Case {
  /** `OPEN` and `GUARDED` are the registries, `FILES` a folder. */
  readonly line: string;
  readonly input?: string;
  /** What the stock client does before, so that both find the same. */
  readonly before?: readonly string[];
  /** Whether ids differ from run to run. */
  readonly masked?: true;
  /** Whether Docker prints the names of an image in any order. */
  readonly unordered?: true;
}

const lines = (...all: readonly string[]): Case[] => all.map((line) => ({ line }));

const cases: readonly Case[] = [
  // Names, and what is looked at.
  ...lines(
    "tag busybox OPEN/bb:1",
    "tag busybox UPPER",
    "tag no-such-image x",
    `tag busybox x@${nowhere}`,
    "images -a --digests busybox",
    "images -q --no-trunc",
    "images -f reference=*/bb",
    "images -f nonsense=1",
    "images ls",
    "images --tree -q",
    "image inspect busybox --format {{.Id}}",
    "image inspect --platform linux/amd64 busybox --format {{.Architecture}}",
    "image inspect --platform linux/s390x busybox",
    "image inspect --platform a/b/c/d busybox",
    "image inspect no-such-image",
    "history busybox",
    "history --no-trunc -H=false busybox",
    "history -q busybox",
    "history --format json busybox",
    "history --platform linux/s390x busybox",
    "history no-such-image",
    "history",
  ),
  { line: "images", unordered: true },
  { line: "images -a --digests", unordered: true },
  { line: "images --format {{.Repository}}:{{.Tag}}", unordered: true },
  // Registries.
  { line: "push OPEN/bb:1", before: ["tag busybox OPEN/bb:1", "push -q OPEN/bb:1"] },
  ...lines(
    "push -q OPEN/bb:1",
    "push OPEN/bb:none",
    "push OPEN/bb",
    "push -a OPEN/bb",
    "push -a OPEN/bb:1",
    `push OPEN/bb@${nowhere}`,
    "push --platform linux/a/b/c OPEN/bb:1",
    "push",
  ),
  { line: "pull OPEN/bb:1", before: ["rmi OPEN/bb:1"] },
  ...lines(
    "pull OPEN/bb:1",
    "pull -q OPEN/bb:1",
    "pull -a OPEN/bb",
    "pull -a OPEN/bb:1",
    "pull OPEN/bb",
    "pull OPEN/none:1",
    `pull OPEN/bb@${nowhere}`,
    "pull UPPER",
    "pull a b",
    "pull 127.0.0.1:1/x:1",
    "pull GUARDED/bb:1",
    "login -p x --password-stdin GUARDED",
    "login --password-stdin GUARDED",
    "login -u jane GUARDED",
    "login -u jane -p wrong GUARDED",
  ),
  { line: "login -u jane --password-stdin GUARDED", input: `${jane.password}\n` },
  ...lines("login GUARDED"),
  {
    line: "push GUARDED/bb:1",
    before: ["tag busybox GUARDED/bb:1", `login -u jane -p ${jane.password} GUARDED`, "push -q GUARDED/bb:1"],
  },
  ...lines("pull GUARDED/bb:1", "logout GUARDED", "logout GUARDED", "logout a b", "push GUARDED/bb:1"),
  ...lines("search OPEN/x", "search", "search --limit x y"),
  // Images of containers.
  ...lines(
    "run --rm --pull always OPEN/bb:1 echo hi",
    "run --rm --pull always -q OPEN/bb:1 echo hi",
    "run --rm --pull never OPEN/bb:none echo hi",
    "run --rm --pull nonsense busybox",
    "run --rm OPEN/bb:none",
    "create --pull always -q GUARDED/bb:1",
  ),
  { line: "run --rm OPEN/bb:1 echo hi", before: ["rmi OPEN/bb:1"] },
  { line: "commit -m why -a me -c WORKDIR=/x box", before: ["rm -f box", "create --name box busybox true"] },
  { line: "commit -m why -a me box", masked: true },
  ...lines("commit box UPPER", `commit box x@${nowhere}`, "commit no-such-box", "commit"),
  // Archives.
  ...lines(
    "save no-such-image",
    "save -o /dev/null busybox",
    "save -o FILES busybox",
    "save -o FILES/no/x busybox",
    "save -o FILES/saved.tar busybox",
    "save --platform linux/s390x busybox",
    "save",
    "load -i FILES/busybox.tar",
    "load -q -i FILES/busybox.tar",
    "load -i FILES/none.tar",
    "load --platform a/b/c/d",
    "load x",
  ),
  { line: "load", input: "junk" },
  // Lists.
  ...lines(
    "manifest create --insecure OPEN/list:1 OPEN/bb:1",
    "manifest create --insecure OPEN/list:1 OPEN/bb:1",
    "manifest create --insecure -a OPEN/list:1 OPEN/bb:1",
    "manifest create --insecure OPEN/list:2 OPEN/none:1",
    "manifest create UPPER x",
    "manifest annotate --variant v2 --os-features a,b OPEN/list:1 OPEN/bb:1",
    "manifest annotate --os nonsense OPEN/list:1 OPEN/bb:1",
    "manifest annotate --os linux OPEN/list:1 OPEN/none:1",
    "manifest inspect OPEN/list:1",
    "manifest inspect -v OPEN/list:1",
    "manifest inspect OPEN/list:1 OPEN/bb:1",
    "manifest inspect --insecure OPEN/bb:1",
    "manifest inspect --insecure -v OPEN/bb:1",
    "manifest inspect --insecure OPEN/none:1",
    "manifest push --insecure -p OPEN/list:1",
    "manifest inspect --insecure -v OPEN/list:1",
    "manifest push --insecure OPEN/list:1",
    "manifest rm OPEN/list:1 OPEN/list:2",
  ),
  // Removing.
  ...lines("rmi --platform linux/s390x busybox", "rmi --platform a/b/c/d busybox", "rmi -f no-such-image"),
  { line: "rmi OPEN/bb:1", before: ["tag busybox OPEN/bb:1", "pull -q OPEN/bb:1"] },
  { line: "rmi busybox no-such-image", before: ["rm -f box", "load -q -i FILES/busybox.tar", "tag busybox keep"] },
  {
    line: "image prune -f",
    before: ["image prune -f", "rm -f box", "create --name box busybox true", "commit box", "rm -f box"],
    masked: true,
  },
];

type Who = "stock" | "own";

class Site {
  readonly folder: string;
  readonly engine: Engine;
  readonly #registries: readonly RegistryProcess[];

  private constructor(engine: Engine, registries: readonly RegistryProcess[], folder: string) {
    this.engine = engine;
    this.#registries = registries;
    this.folder = folder;
  }

  static async start(): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), "image-commands-"));
    for (const name of ["files", "stock", "own"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "users"), users);
    writeFileSync(join(folder, "files/busybox.tar"), busyboxArchive());
    const engine = await Engine.start();
    await engine.loadBusybox();
    const within = engine.namespace.argv();
    const open = await RegistryProcess.start({ root: join(folder, "open"), within });
    const flags = ["--htpasswd", join(folder, "users")];
    const guarded = await RegistryProcess.start({ root: join(folder, "guarded"), within, flags });
    return new Site(engine, [open, guarded], folder);
  }

  #words(line: string): string[] {
    const [open, guarded] = this.#registries;
    return line
      .split(" ")
      .map((word) => word.replace("OPEN", open!.address).replace("GUARDED", guarded!.address))
      .map((word) => word.replace("FILES", join(this.folder, "files")));
  }

  async run(who: Who, line: string, input?: string): Promise<Result> {
    const options = { env: { DOCKER_CONFIG: join(this.folder, who) }, ...(input === undefined ? {} : { input }) };
    return await this.engine[who === "stock" ? "docker" : "own"](this.#words(line), options);
  }

  /** What a client says to a command line, where it finds what the other finds. */
  async said(who: Who, { line, input, before = [], masked, unordered }: Case): Promise<object> {
    for (const each of before) await this.run("stock", each);
    const { code, stdout, stderr } = await this.run(who, line, input);
    const shown = (text: string): string => {
      const neutral = text.replaceAll(join(this.folder, who), "CONFIG");
      const ordered = unordered === undefined ? neutral : neutral.split("\n").sort().join("\n");
      return masked === undefined ? ordered : ordered.replace(/[0-9a-f]{64}/g, "ID");
    };
    return { code, stdout: shown(stdout), stderr: shown(stderr) };
  }

  async close(): Promise<void> {
    for (const registry of this.#registries) await registry.end("SIGKILL");
    await this.engine.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let site: Promise<Site> | undefined;
afterAll(async () => {
  await (await site)?.close();
}, 60_000);

for (const each of cases)
  test(`our client says what docker says: ${each.line}${each.input === undefined ? "" : " <input"}`, async () => {
    site ??= Site.start();
    const stock = await (await site).said("stock", each);
    expect(await (await site).said("own", each)).toEqual(stock);
  }, 120_000);

test("both clients keep the same in their configuration", async () => {
  site ??= Site.start();
  const { folder } = await site;
  const kept = async (who: Who): Promise<unknown> => {
    await (await site!).run(who, "login -u jane --password-stdin GUARDED", jane.password);
    return await Bun.file(join(folder, who, "config.json")).json();
  };
  expect(await kept("own")).toEqual(await kept("stock"));
}, 60_000);
