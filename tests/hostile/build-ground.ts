import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Result } from "../support/command.ts";
import { Engine, type EngineOptions } from "../support/engine.ts";
import { CanaryFolder } from "./canary.ts";

/** What the canary's file holds: none of it may come into a build. */
export const canaryText = "canary";

export interface Attack {
  readonly dockerfile: string;
  /** Path → text, or what a symlink leads to. */
  readonly files?: Readonly<Record<string, string | { readonly link: string }>>;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of the folder of the files. */
  readonly context?: string;
}

/** An engine for builds that attack it, with files beside it that none may read or change. */
export class BuildGround implements AsyncDisposable {
  readonly engine: Engine;
  readonly canary: CanaryFolder;

  private constructor(engine: Engine) {
    this.engine = engine;
    this.canary = new CanaryFolder(`${engine.paths.folder}/canary`);
  }

  static async open(options: EngineOptions = {}): Promise<BuildGround> {
    const engine = await Engine.start({ ...options, kind: "gantry" });
    await engine.loadBusybox();
    return new BuildGround(engine);
  }

  /** Builds as our own client does, and prints what `RUN` printed. */
  async build({ dockerfile, files = {}, args = [], env = {}, context }: Attack): Promise<Result> {
    const folder = mkdtempSync(join(this.engine.paths.folder, "attack-"));
    const all: NonNullable<Attack["files"]> = { Dockerfile: dockerfile, ...files };
    for (const [name, content] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      if (typeof content === "string") writeFileSync(join(folder, name), content);
      else symlinkSync(content.link, join(folder, name));
    }
    const words = ["build", "--progress=plain", "--no-cache", ...args, context ?? folder];
    return await this.engine.own(words, { env, timeoutMs: 120_000 });
  }

  /** Output of all of these builds; what they did to the canary is thrown. */
  async output(...attacks: readonly Attack[]): Promise<string> {
    let output = "";
    for (const attack of attacks) {
      const { stdout, stderr } = await this.build(attack);
      output += stdout + stderr;
    }
    this.check();
    return output;
  }

  /** @throws Error naming what has changed outside */
  check(): void {
    const changed = this.canary.changed();
    if (changed !== undefined) throw new Error(changed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.close();
  }
}
