import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Result } from "./command.ts";
import { eventually } from "./eventually.ts";
import type { Namespace } from "./namespace.ts";
import { peersFolder } from "./peers.ts";

const registryAddress = "127.0.0.1:5055";

/**
 * Other people's tools for images: each in one namespace, with folders of its own below one folder. `close` ends what runs.
 */
export class ImageTools implements AsyncDisposable {
  readonly folder = mkdtempSync(`${tmpdir()}/tools-`);
  readonly #namespace: Namespace;
  readonly #daemons: ChildProcess[] = [];
  #containerd: Promise<string> | undefined;

  constructor(namespace: Namespace) {
    this.#namespace = namespace;
    const policy = { default: [{ type: "insecureAcceptAnything" }] };
    writeFileSync(`${this.folder}/policy.json`, JSON.stringify(policy));
    const insecure = `[[registry]]\nlocation = "${registryAddress}"\ninsecure = true\n`;
    writeFileSync(`${this.folder}/registries.conf`, insecure);
  }

  path(name: string): string {
    return `${this.folder}/${name}`;
  }

  /** Runs a tool that has to succeed. @throws Error with what it wrote otherwise */
  async run(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, stdout, stderr } = await this.#start(command, env);
    if (code !== 0) throw new Error(`${command.join(" ")}: ${code}\n${stdout}${stderr}`);
    return stdout;
  }

  async podman(...args: string[]): Promise<string> {
    const roots = ["--root", this.path("podman"), "--runroot", this.path("podman-run"), "--storage-driver", "vfs"];
    return await this.run(["podman", ...roots, "--cgroup-manager", "cgroupfs", ...args]);
  }

  async buildah(...args: string[]): Promise<string> {
    const roots = ["--root", this.path("buildah"), "--runroot", this.path("buildah-run"), "--storage-driver", "vfs"];
    return await this.run(["buildah", ...roots, ...args]);
  }

  async skopeo(...args: string[]): Promise<string> {
    return await this.run(["skopeo", "--policy", this.path("policy.json"), ...args]);
  }

  /** containerd's own client; its daemon is started with the first call. */
  async ctr(...args: string[]): Promise<string> {
    this.#containerd ??= this.#startContainerd();
    return await this.run([`${peersFolder()}/usr/bin/ctr`, "-a", await this.#containerd, ...args]);
  }

  /** Debian's docker-registry on loopback of the namespace. @returns its address */
  async registry(folder: string = this.path("registry")): Promise<string> {
    const config = {
      version: 0.1,
      storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
      http: { addr: registryAddress },
    };
    writeFileSync(this.path("registry.json"), JSON.stringify(config));
    this.#daemon("registry", [`${peersFolder()}/usr/bin/docker-registry`, "serve", this.path("registry.json")]);
    await this.#answers(`http://${registryAddress}/v2/`);
    return registryAddress;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const daemon of this.#daemons) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      const ended = new Promise((resolve) => daemon.once("exit", resolve));
      daemon.kill("SIGTERM");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #start(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Result> {
    const own = {
      HOME: this.folder,
      TMPDIR: this.folder,
      CONTAINERS_REGISTRIES_CONF: this.path("registries.conf"),
      XDG_RUNTIME_DIR: this.folder,
    };
    return this.#namespace.run(command, { env: { ...own, ...env }, timeoutMs: 120_000 });
  }

  async #startContainerd(): Promise<string> {
    const [root, state, socket] = [this.path("containerd"), this.path("containerd-run"), this.path("containerd.sock")];
    mkdirSync(state);
    const config = `version = 2
root = "${root}"
state = "${state}"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "${socket}"
`;
    writeFileSync(this.path("containerd.toml"), config);
    this.#daemon("containerd", [`${peersFolder()}/usr/bin/containerd`, "-c", this.path("containerd.toml")]);
    const version = [`${peersFolder()}/usr/bin/ctr`, "-a", socket, "version"];
    await eventually("containerd answers", async () => (await this.#start(version, {})).code === 0 || undefined, {
      withinMs: 20_000,
    });
    return socket;
  }

  async #answers(url: string): Promise<void> {
    const script = `import urllib.request as r; r.urlopen("${url}", timeout=2)`;
    const ask = async (): Promise<boolean | undefined> =>
      (await this.#start(["python3", "-c", script], {})).code === 0 || undefined;
    await eventually(url, ask, { withinMs: 20_000 });
  }

  #daemon(name: string, command: readonly string[]): void {
    const log = openSync(this.path(`${name}.log`), "a");
    const argv = this.#namespace.argv(...command);
    this.#daemons.push(spawn(argv[0]!, argv.slice(1), { stdio: ["ignore", log, log] }));
  }
}

/** The labels of an image's config, read out of an OCI layout. */
export function configOfLayout(folder: string, tag: string): { readonly config: Readonly<Record<string, unknown>> } {
  const read = (path: string) => JSON.parse(readFileSync(`${folder}/${path}`, "utf8"));
  const blob = (digest: string) => read(`blobs/${digest.replace(":", "/")}`);
  const named = "org.opencontainers.image.ref.name";
  const { manifests } = read("index.json") as {
    manifests: Array<{ digest: string; annotations?: Record<string, string> }>;
  };
  const found = manifests.find(({ annotations }) => annotations?.[named] === tag) ?? manifests[0]!;
  return blob(blob(found.digest).config.digest);
}
