import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, succeed } from "../../support/command.ts";
import { Engine } from "../../support/engine.ts";
import { gantryExecutable, peersFolder } from "../../support/peers.ts";
import { RegistryProcess } from "../../support/registry-process.ts";
import { jane } from "../../support/registry-site.ts";

/** `s3cret:x`, as `htpasswd -B` wrote it. */
const users = `${jane.user}:$2y$05$5nJTYaJ8Wyn0JAAE1KFBh.2DEOwx9rQgaULsGfiJpJ/ljeuUFiAWy\n`;

type Environment = Readonly<Record<string, string>>;
type Client = "docker" | "own";

/** An engine, a registry with users, and a home whose programs are the helpers under test. */
class Site {
  readonly folder: string;
  readonly engine: Engine;
  readonly registry: RegistryProcess;

  private constructor(folder: string, engine: Engine, registry: RegistryProcess) {
    this.folder = folder;
    this.engine = engine;
    this.registry = registry;
  }

  static async start(): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), "c-"));
    mkdirSync(join(folder, "bin"));
    symlinkSync(gantryExecutable(), join(folder, "bin/docker-credential-gantry"));
    for (const name of ["docker-credential-pass", "pass"]) {
      symlinkSync(join(peersFolder(), "usr/bin", name), join(folder, "bin", name));
    }
    writeFileSync(join(folder, "users"), users);
    const engine = await Engine.start();
    await engine.loadBusybox();
    const flags = ["--htpasswd", join(folder, "users")];
    const root = join(folder, "registry");
    const registry = await RegistryProcess.start({ root, within: engine.namespace.argv(), flags });
    return new Site(folder, engine, registry);
  }

  /** A fresh configuration with these keys; the environment that leads there. */
  home(config: object): Environment {
    const home = mkdtempSync(join(this.folder, "h-"));
    writeFileSync(join(home, "config.json"), JSON.stringify(config));
    return {
      HOME: home,
      DOCKER_CONFIG: home,
      GNUPGHOME: join(home, "g"),
      PATH: `${join(this.folder, "bin")}:${process.env["PATH"]}`,
    };
  }

  /** What a client says, which has to succeed unless it is told otherwise. */
  async says(
    client: Client,
    env: Environment,
    line: string,
    options: { input?: string; fails?: true } = {},
  ): Promise<string> {
    const { address } = this.registry;
    const words = line.split(" ").map((word) => word.replace("REGISTRY", address));
    const given = options.input === undefined ? {} : { input: options.input };
    const { code, stdout, stderr } = await this.engine[client](words, { env, ...given });
    if ((code !== 0) !== (options.fails === true)) throw new Error(`${client} ${line}: ${code}\n${stdout}${stderr}`);
    return (stdout + stderr).replaceAll(address, "REGISTRY");
  }

  async close(): Promise<void> {
    await this.registry.end("SIGKILL");
    await this.engine.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let started: Promise<Site> | undefined;
const site = (): Promise<Site> => {
  started ??= Site.start();
  return started;
};
afterAll(async () => {
  await (await started)?.close();
}, 60_000);

const clients: readonly Client[] = ["docker", "own"];
const others: Readonly<Record<Client, Client>> = { docker: "own", own: "docker" };

/** What one client logs in with, the other can use and forget: whatever keeps it. */
async function sharesCredentials(env: Environment, first: Client): Promise<void> {
  const ground = await site();
  const second = others[first];
  const input = `${jane.password}\n`;
  expect(await ground.says(first, env, `login -u ${jane.user} --password-stdin REGISTRY`, { input })).toContain(
    "Login Succeeded",
  );
  const config = readFileSync(join(env["DOCKER_CONFIG"]!, "config.json"), "utf8");
  expect(JSON.parse(config).auths).toEqual({ [ground.registry.address]: {} });
  await ground.says(second, env, "tag busybox REGISTRY/shared:1");
  expect(await ground.says(second, env, "push REGISTRY/shared:1")).toContain("1: digest: sha256:");
  expect(await ground.says(second, env, "login REGISTRY")).toContain("[Username: jane]");
  expect(await ground.says(second, env, "logout REGISTRY")).toBe("Removing login credentials for REGISTRY\n");
  expect(await ground.says(first, env, "pull REGISTRY/shared:1", { fails: true })).toMatch(
    /no basic auth credentials|unauthorized|authentication required/,
  );
}

for (const first of clients)
  test(`the encrypted store serves both clients; ${first} logs in`, async () => {
    const env = (await site()).home({ credsStore: "gantry" });
    await sharesCredentials(env, first);
  }, 60_000);

for (const first of clients)
  test(`pass by Debian's docker-credential-pass serves both clients; ${first} logs in`, async () => {
    const env = (await site()).home({ credsStore: "pass" });
    mkdirSync(env["GNUPGHOME"]!, { mode: 0o700 });
    const key = ["--batch", "--passphrase", "", "--quick-generate-key", "tester", "default", "default"];
    await succeed(["gpg", ...key], { env });
    try {
      await succeed(["pass", "init", "tester"], { env });
      await sharesCredentials(env, first);
    } finally {
      await run(["gpgconf", "--kill", "gpg-agent"], { env });
    }
  }, 90_000);

test("a helper of one registry is asked for that alone", async () => {
  const ground = await site();
  const env = ground.home({ credHelpers: { [ground.registry.address]: "gantry" }, credsStore: "not-there" });
  const input = `${jane.password}\n`;
  await ground.says("own", env, `login -u ${jane.user} --password-stdin REGISTRY`, { input });
  await ground.says("own", env, "tag busybox REGISTRY/one:1");
  await ground.says("own", env, "push -q REGISTRY/one:1");
  expect(await ground.says("own", env, "pull -q REGISTRY/one:1")).toBe("REGISTRY/one:1\n");
});

test("a passphrase opens the encrypted store for other clients' calls, too", async () => {
  const ground = await site();
  const env = { ...ground.home({ credsStore: "gantry" }), GANTRY_CREDENTIALS_PASSPHRASE: "open" };
  const input = `${jane.password}\n`;
  await ground.says("docker", env, `login -u ${jane.user} --password-stdin REGISTRY`, { input });
  expect(await ground.says("docker", env, "login REGISTRY")).toContain("Login Succeeded");
  const helper = join(ground.folder, "bin/docker-credential-gantry");
  const shut = await run([helper, "get"], {
    input: ground.registry.address,
    env: { ...env, GANTRY_CREDENTIALS_PASSPHRASE: "" },
  });
  expect([shut.code, shut.stdout]).toEqual([1, expect.stringContaining("it needs its passphrase")]);
});

test("many callers of the helper at once lose nothing", async () => {
  const ground = await site();
  const env = ground.home({});
  const helper = join(ground.folder, "bin/docker-credential-gantry");
  const servers = Array.from({ length: 12 }, (_, i) => `s${i}`);
  const entry = (ServerURL: string): string => JSON.stringify({ ServerURL, Username: "u", Secret: "x" });
  await Promise.all(servers.map((server) => succeed([helper, "store"], { env, input: entry(server) })));
  expect(Object.keys(JSON.parse(await succeed([helper, "list"], { env }))).sort()).toEqual([...servers].sort());
});
