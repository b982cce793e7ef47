import type { MainOptions } from "#cli/connect.ts";
import type { ServeRegistry } from "#cli/registry/serve-registry.ts";
import { dialBun } from "#sys/bun-socket.ts";
import { calledAs, runClient } from "./client-program.ts";
import { lentOnLinux, openRepository } from "./lent.ts";

async function start(): Promise<number> {
  const args = process.argv.slice(2);
  const name = calledAs();
  if (name === "gantryd" || name === "dockerd") return startDaemon(args);
  if (args[0] === "daemon" && name !== "docker") return startDaemon(args.slice(1));
  return runClient(name, args, lent);
}

const serveRegistry: ServeRegistry = async (op, options) => {
  const loaded = await import("#daemon/registry/serve-registry.ts");
  return loaded.serveRegistry(op, options);
};

const lent: MainOptions = { dial: dialBun, ...lentOnLinux, openRepository, serveRegistry };

async function startDaemon(args: string[]): Promise<number> {
  const { main } = await import("#daemon/main.ts");
  return main(args);
}

process.exit(await start());
