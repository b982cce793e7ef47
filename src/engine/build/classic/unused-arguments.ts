const predefined = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"];

/** Arguments of the client that no ARG of the Dockerfile declares, in order. Proxies need no ARG. */
export function unusedArguments(given: Readonly<Record<string, string>>, instructions: readonly string[]): string[] {
  const declared = new Set(
    instructions.flatMap((text) =>
      /^arg\s/i.test(text)
        ? text
            .split(/\s+/)
            .slice(1)
            .map((word) => word.split("=", 1)[0])
        : [],
    ),
  );
  return Object.keys(given)
    .filter((name) => !declared.has(name) && !predefined.includes(name.toLowerCase()))
    .sort();
}
