import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { busyboxArchive } from "../../tools/docker-archive.ts";
import { Certificates } from "./certificates.ts";
import { type CommandOptions, type Result, succeed } from "./command.ts";
import { Engine, type EngineOptions } from "./engine.ts";
import { RegistryProcess } from "./registry-process.ts";

/** `s3cret:x`, as `htpasswd -B` wrote it. */
const hash = "$2y$05$5nJTYaJ8Wyn0JAAE1KFBh.2DEOwx9rQgaULsGfiJpJ/ljeuUFiAWy";

/** Who may push to the guarded registry. */
export const jane = { user: "jane", password: "s3cret:x" } as const;

/** An engine and two registries on one loopback: one that is open, and one with https, users and anonymous pulls. */
export class RegistrySite implements AsyncDisposable {
  readonly folder: string;
  readonly engine: Engine;
  readonly open: RegistryProcess;
  readonly guarded: RegistryProcess;

  private constructor(parts: { folder: string; engine: Engine; open: RegistryProcess; guarded: RegistryProcess }) {
    this.folder = parts.folder;
    this.engine = parts.engine;
    this.open = parts.open;
    this.guarded = parts.guarded;
  }

  static async start(options: EngineOptions): Promise<RegistrySite> {
    const folder = mkdtempSync(join(tmpdir(), "registry-site-"));
    const certificates = new Certificates(folder);
    certificates.authority("ca");
    certificates.sign("server", "ca", { use: "serverAuth" });
    writeFileSync(join(folder, "users"), `${jane.user}:${hash}\n`);
    writeFileSync(join(folder, "busybox.tar"), busyboxArchive());
    writeFileSync(join(folder, "auth.json"), "{}");
    const trusted = { SSL_CERT_FILE: certificates.path("ca.pem") };
    const engine = await Engine.start({ ...options, env: { ...trusted, ...options.env } });
    const within = engine.namespace.argv();
    const open = await RegistryProcess.start({ root: join(folder, "open"), within });
    const tls = ["--tls-cert", certificates.path("server.pem"), "--tls-key", certificates.path("server.key")];
    // Docker takes http from a loopback where https fails; this address is none.
    const listen = ["--addr", "10.123.0.1:5443"];
    const flags = [...listen, ...tls, "--htpasswd", join(folder, "users"), "--anonymous-read"];
    const guarded = await RegistryProcess.start({ root: join(folder, "guarded"), within, flags });
    return new RegistrySite({ folder, engine, open, guarded });
  }

  /** The stock docker client, which has to succeed. */
  async docker(...args: string[]): Promise<string> {
    const result = await this.engine.docker(args);
    if (result.code !== 0) throw new Error(`docker ${args.join(" ")}: ${result.stderr}${result.stdout}`);
    return result.stdout;
  }

  /** The stock docker client, which has to fail; what it says. */
  async refused(...args: string[]): Promise<string> {
    const result = await this.engine.docker(args);
    if (result.code === 0) throw new Error(`docker ${args.join(" ")}: done: ${result.stdout}`);
    return result.stderr;
  }

  /** A tool of the machine, which has to succeed. */
  tool(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
    return succeed(this.engine.namespace.argv(...argv), { env: this.#environment(), ...options });
  }

  /** A tool of the machine, however it ends. */
  try(argv: readonly string[]): Promise<Result> {
    return this.engine.namespace.run(argv, { env: this.#environment() });
  }

  /** podman or buildah with a storage of their own. */
  containers(name: "podman" | "buildah", ...args: string[]): Promise<string> {
    const roots = ["--root", join(this.folder, name), "--runroot", join(this.folder, `${name}-run`)];
    return this.tool([name, "--storage-driver", "vfs", ...roots, ...args]);
  }

  /** The bytes of a manifest. */
  raw(reference: string): Promise<string> {
    return this.tool(["skopeo", "inspect", "--raw", "--tls-verify=false", `docker://${reference}`]);
  }

  #environment(): Record<string, string> {
    const auth = join(this.folder, "auth.json");
    return { HOME: this.folder, XDG_RUNTIME_DIR: this.folder, REGISTRY_AUTH_FILE: auth, DOCKER_CONFIG: this.folder };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.open.end("SIGKILL");
    await this.guarded.end("SIGKILL");
    await this.engine.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
