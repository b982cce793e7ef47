import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../tests/support/eventually.ts";
import type { Contestant } from "./contestant.ts";

/**
 * Debian's docker-registry, in a contestant's namespace but not counted with it. It keeps its blobs in memory: what is
 * measured is who talks to it, and not its disk.
 */
export class DockerRegistry implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #contestant: Contestant;
  readonly address: string;

  private constructor(child: ChildProcess, folder: string, at: { contestant: Contestant; address: string }) {
    this.#child = child;
    this.#folder = folder;
    this.#contestant = at.contestant;
    this.address = at.address;
  }

  /** Starts an empty one. */
  static async start(contestant: Contestant, port: number): Promise<DockerRegistry> {
    const folder = mkdtempSync("/dev/shm/bench-registry-");
    const address = `127.0.0.1:${port}`;
    const settings = {
      version: 0.1,
      log: { level: "error" },
      storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
      http: { addr: address },
    };
    writeFileSync(join(folder, "config.yml"), JSON.stringify(settings));
    const argv = contestant.namespace.argv("docker-registry", "serve", join(folder, "config.yml"));
    const child = spawn(argv[0]!, argv.slice(1), { stdio: "ignore" });
    const registry = new DockerRegistry(child, folder, { contestant, address });
    await eventually("the registry answers", async () => (await registry.#curl([`http://${address}/v2/`])).code === 0);
    return registry;
  }

  /** Fills a repository with the image of an OCI layout, under the tag `1`, all blobs at once. */
  async fill(repository: string, layout: string): Promise<void> {
    const blobOf = (digest: string): string => join(layout, "blobs", "sha256", digest.slice("sha256:".length));
    const { manifests } = JSON.parse(readFileSync(join(layout, "index.json"), "utf8")) as Index;
    const target = manifests[0]!;
    const manifest = JSON.parse(readFileSync(blobOf(target.digest), "utf8")) as Manifest;
    const base = `http://${this.address}/v2/${repository}`;
    const blobs = [manifest.config, ...manifest.layers].map(async ({ digest }) => {
      const begun = await this.#curl(["-X", "POST", "-D", "-", "-o", "/dev/null", `${base}/blobs/uploads/`]);
      const place = /^location: (\S+)/im.exec(begun.stdout)![1]!;
      const type = "Content-Type: application/octet-stream";
      await this.#curl(["-f", "-H", type, "-H", "Expect:", "-T", blobOf(digest), `${place}&digest=${digest}`]);
    });
    await Promise.all(blobs);
    const type = `Content-Type: ${target.mediaType}`;
    const put = ["-f", "-X", "PUT", "-H", type, "--data-binary", `@${blobOf(target.digest)}`, `${base}/manifests/1`];
    const { code, stderr } = await this.#curl(put);
    if (code !== 0) throw new Error(`the registry refuses the image: ${stderr}`);
  }

  async #curl(words: readonly string[]) {
    return await this.#contestant.namespace.run(["curl", "-sS", ...words], { timeoutMs: 120_000 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

interface Index {
  readonly manifests: ReadonlyArray<{ readonly digest: string; readonly mediaType: string }>;
}

interface Manifest {
  readonly config: { readonly digest: string };
  readonly layers: ReadonlyArray<{ readonly digest: string }>;
}
