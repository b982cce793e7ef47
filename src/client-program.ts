import { posix, win32 } from "node:path";
import type { MainOptions } from "#cli/connect.ts";

/** The name that the program was called by: `argv[0]` of a compiled program, the script's name otherwise. */
export function calledAs(argv0: string = process.argv0, system: NodeJS.Platform = process.platform): string {
  return system === "win32" ? win32.basename(argv0).replace(/\.exe$/i, "") : posix.basename(argv0);
}

/** Runs the client as what it was called: itself, a helper for credentials, Compose, or Buildx. Gives the exit code. */
export async function runClient(name: string, args: readonly string[], lent: MainOptions): Promise<number> {
  if (name === "docker-credential-gantry") return runHelper(args, lent);
  if (name === "docker-compose" || name === "docker-buildx")
    return runAsPlugin(name.slice("docker-".length), args, lent);
  const { main } = await import("#cli/main.ts");
  return main(args, lent);
}

async function runHelper(args: readonly string[], lent: MainOptions): Promise<number> {
  const { serveAsHelper } = await import("#cli/credentials/serve.ts");
  return serveAsHelper([...args], lent);
}

/** One command by itself, or as a plugin of the stock client. */
async function runAsPlugin(command: string, args: readonly string[], lent: MainOptions): Promise<number> {
  const { pluginLine, pluginMetadata } = await import("#cli/plugins/as-plugin.ts");
  const { buildInfo } = await import("#cli/build-info.ts");
  const metadata = pluginMetadata(command, args, buildInfo.version);
  if (metadata === undefined) return runClient("docker", pluginLine(command, args), lent);
  process.stdout.write(metadata);
  return 0;
}
