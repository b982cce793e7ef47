import { metadataWord } from "./discover.ts";

const plainFlags = new Set(["--debug", "-D", "--tls", "--tlsverify"]);
const valueFlags = [
  "--tlscacert",
  "--tlscert",
  "--tlskey",
  "--host",
  "-H",
  "--context",
  "--log-level",
  "-l",
  "--config",
];

/**
 * The command line that the program stands for when it is called as `docker-compose` or `docker-buildx`: by itself, or as a plugin of the stock
 * client, which puts the name of the command behind its own flags.
 */
export function pluginLine(name: string, args: readonly string[]): readonly string[] {
  const own: string[] = [];
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at]!;
    if (plainFlags.has(word) || valueFlags.some((flag) => word.startsWith(`${flag}=`))) own.push(word);
    else if (valueFlags.includes(word)) {
      own.push(...args.slice(at, at + 2));
      at += 1;
    } else break;
  }
  const rest = args.slice(at);
  return [...own, name, ...(rest[0] === name ? rest.slice(1) : rest)];
}

/** Whose plugins this program's are. */
export const ownVendor = "Gantry";

const descriptions: Readonly<Record<string, string>> = { buildx: "Docker Buildx", compose: "Docker Compose" };

/** What the stock client asks each plugin for; `undefined` where it does not ask. */
export function pluginMetadata(name: string, args: readonly string[], version: string): string | undefined {
  if (args[0] !== metadataWord) return undefined;
  const facts = {
    SchemaVersion: "0.1.0",
    Vendor: ownVendor,
    Version: version,
    ShortDescription: descriptions[name] ?? name,
  };
  return `${JSON.stringify(facts)}\n`;
}
