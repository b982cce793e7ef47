import { basename } from "node:path";
import type { OpenRepository } from "#cli/registry/open-repository.ts";
import type { ServeRegistry } from "#cli/registry/serve-registry.ts";
import { dialBun } from "#sys/bun-socket.ts";

/** The name the program was called by: `argv[0]` of a compiled program, the script's name otherwise. */
function calledAs(): string {
  return basename(process.argv0);
}

async function start(): Promise<number> {
  const args = process.argv.slice(2);
  const name = calledAs();
  if (name === "gantryd" || name === "dockerd") return startDaemon(args);
  if (args[0] === "daemon" && name !== "docker") return startDaemon(args.slice(1));
  if (name === "docker-credential-gantry") return startHelper(args);
  if (name === "docker-compose") return startCompose(args);
  return startClient(args);
}

async function startClient(args: readonly string[]): Promise<number> {
  const { main } = await import("#cli/main.ts");
  return main(args, { dial: dialBun, makeTerminalRaw, serveRegistry, openRepository, tryLockFile });
}

/** Loaded when it is needed: foreign functions cost a millisecond. */
function makeTerminalRaw(fd: number): () => void {
  const loaded = require("#sys/raw-terminal.ts") as typeof import("#sys/raw-terminal.ts");
  return loaded.makeTerminalRaw(fd);
}

const openRepository: OpenRepository = async (name, access) => {
  const loaded = await import("#daemon/registry/open-repository.ts");
  return loaded.openRepository(name, access);
};

/** As `makeTerminalRaw`. */
function tryLockFile(path: string): (() => void) | undefined {
  const loaded = require("#sys/lock-file.ts") as typeof import("#sys/lock-file.ts");
  return loaded.tryLockFile(path);
}

async function startHelper(args: string[]): Promise<number> {
  const { serveAsHelper } = await import("#cli/credentials/serve.ts");
  return serveAsHelper(args, { tryLockFile });
}

const serveRegistry: ServeRegistry = async (op, options) => {
  const loaded = await import("#daemon/registry/serve-registry.ts");
  return loaded.serveRegistry(op, options);
};

/** Compose by itself, or as a plugin of the stock client. */
async function startCompose(args: readonly string[]): Promise<number> {
  const { composeLine, pluginMetadata } = await import("#cli/compose/standalone.ts");
  const { buildInfo } = await import("#cli/build-info.ts");
  const metadata = pluginMetadata(args, buildInfo.version);
  if (metadata === undefined) return startClient(composeLine(args));
  process.stdout.write(metadata);
  return 0;
}

async function startDaemon(args: string[]): Promise<number> {
  const { main } = await import("#daemon/main.ts");
  return main(args);
}

process.exit(await start());
