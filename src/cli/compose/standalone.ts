const metadataWord = "docker-cli-plugin-metadata";
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
 * The command line that the program stands for when it is called as `docker-compose`: by itself, or as a plugin of the stock
 * client, which puts the name of the command behind its own flags.
 */
export function composeLine(args: readonly string[]): readonly string[] {
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
  return [...own, "compose", ...(rest[0] === "compose" ? rest.slice(1) : rest)];
}

/** What the stock client asks each plugin for; `undefined` where it does not ask. */
export function pluginMetadata(args: readonly string[], version: string): string | undefined {
  if (args[0] !== metadataWord) return undefined;
  const facts = { SchemaVersion: "0.1.0", Vendor: "Gantry", Version: version, ShortDescription: "Docker Compose" };
  return `${JSON.stringify(facts)}\n`;
}
