import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listen, type UnixSocketListener } from "bun";
import { busyboxArchive } from "../../../tools/docker-archive.ts";
import type { Result } from "../../support/command.ts";
import { Engine } from "../../support/engine.ts";
import type { EngineKind } from "../../support/engine-kind.ts";
import { Site, siteAddress } from "../site/site.ts";
import { makeSiteFolder, putDebs } from "../site/site-folder.ts";
import { type BuildCase, copyContext } from "./build-case.ts";

/** Images for the Dockerfiles: `small` is one with a shell under the names of Debian's, `debian` the real ones. */
export type BaseImages = "small" | "debian";

const config = {
  features: { "containerd-snapshotter": true },
  builder: { entitlements: { "security-insecure": true, "network-host": true } },
};

/** What the Dockerfiles of the tests are built in: engines with the base images, and what they fetch from. */
export class Workshop implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "workshop-"));
  readonly siteFolder = makeSiteFolder(siteAddress);
  readonly #images: BaseImages;
  readonly #agent: UnixSocketListener<undefined>;
  readonly #opened: AsyncDisposable[] = [];
  #contexts = 0;
  #digest = "";

  constructor(images: BaseImages) {
    this.#images = images;
    if (images === "debian") putDebs(this.siteFolder, join(imagesFolder(), "debs"));
    this.#agent = listen({ unix: join(this.folder, "agent"), socket: { data: () => undefined } });
  }

  /** An engine with the base images, in whose network the site is. */
  async engine(kind: EngineKind = "gantry"): Promise<Engine> {
    const engine = await Engine.start({ kind, config });
    this.#opened.push(engine);
    this.#opened.push(await Site.open(engine.namespace, this.siteFolder));
    if (this.#images === "small") await engine.load(busyboxArchive("debian:bookworm-slim"));
    else for (const name of ["debian", "toolchain"]) await loadFile(engine, join(imagesFolder(), `${name}.tar`));
    await engine.request("POST", "/images/debian:bookworm-slim/tag?repo=debian&tag=latest");
    const { Id } = await engine.json<{ Id: string }>("GET", "/images/debian:latest/json");
    this.#digest = Id;
    return engine;
  }

  /** A copy of the case's folder, with its own times. */
  context(buildCase: BuildCase, seconds?: number): string {
    this.#contexts += 1;
    const folder = join(this.folder, String(this.#contexts), buildCase.name);
    mkdirSync(join(folder, ".."));
    copyContext(buildCase, folder, seconds);
    return folder;
  }

  /** Builds the case by our own client, or by the stock one where the engine is the reference. */
  async build(
    engine: Engine,
    buildCase: BuildCase,
    how: { readonly folder: string; readonly args?: readonly string[] },
  ): Promise<Result> {
    const { folder, args = [] } = how;
    const fill = (text: string): string =>
      text
        .replaceAll("{folder}", folder)
        .replaceAll("{agent}", join(this.folder, "agent"))
        .replaceAll("{digest}", this.#digest);
    const own = engine.kind === "dockerd" && buildCase.reference !== undefined;
    const file = own ? ["-f", join(folder, buildCase.reference!)] : [];
    const given =
      engine.kind === "dockerd" ? withoutSyntax(buildCase.args, join(folder, "Dockerfile")) : buildCase.args;
    const words = ["build", "--progress=plain", "-t", buildCase.name, ...file, ...given.map(fill), ...args];
    const input = buildCase.input === undefined ? {} : { input: readFileSync(join(folder, buildCase.input)) };
    const options = { ...input, env: buildCase.env ?? {}, timeoutMs: 600_000 };
    const command = engine.kind === "dockerd" ? ["buildx", ...words] : words;
    return await engine.own([...command, buildCase.context ?? folder], options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of this.#opened.reverse()) await opened[Symbol.asyncDispose]();
    this.#agent.stop(true);
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.siteFolder, { recursive: true, force: true });
  }
}

/** The reference would pull the frontend that is asked for. */
function withoutSyntax(args: readonly string[], dockerfile: string): readonly string[] {
  writeFileSync(dockerfile, readFileSync(dockerfile, "utf8").replace(/^# syntax=.*\n/m, ""));
  return args.map((arg) => arg.replace(/^BUILDKIT_SYNTAX=.*/, "NO_SYNTAX=1"));
}

let made: string | undefined;

function imagesFolder(): string {
  made ??= execFileSync(join(import.meta.dir, "../images/make.sh"), { encoding: "utf8" }).trim();
  return made;
}

async function loadFile(engine: Engine, file: string): Promise<void> {
  const { code, stderr } = await engine.docker(["load", "-q", "-i", file], { timeoutMs: 180_000 });
  if (code !== 0) throw new Error(`load ${file}: ${stderr}`);
}
