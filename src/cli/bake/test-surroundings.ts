import type { BakeSurroundings } from "./plan.ts";

/** For tests: a machine on which nothing but what is given is there, and no time passes. */
export const testSurroundings = ({
  environment,
  ...given
}: Partial<Omit<BakeSurroundings, "environment">> & {
  readonly environment: Readonly<Record<string, string>>;
}): BakeSurroundings => ({
  environment: new Map(Object.entries(environment)),
  localPlatform: "linux/amd64",
  commandContext: "cwd://",
  home: "/home/user",
  now: () => new Date(0),
  random: (length) => new Uint8Array(length),
  pathKind: () => undefined,
  readText: () => undefined,
  ...given,
});
