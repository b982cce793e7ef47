import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Namespace } from "../../support/namespace.ts";

/** Where the site is in every engine's namespace: containers on the bridge reach it too. */
export const siteAddress = "10.123.0.1:8080";

/** The folder served in a namespace. */
export class Site implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async open(namespace: Namespace, folder: string): Promise<Site> {
    const program = join(import.meta.dir, "site-program.ts");
    const [command = "", ...args] = namespace.argv(process.execPath, "run", program, folder, ...siteAddress.split(":"));
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise<void>((resolve, reject) => {
      child.stdout?.once("data", () => resolve());
      child.once("exit", (code) => reject(new Error(`site: exit ${code}`)));
    });
    return new Site(child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await gone;
  }
}
