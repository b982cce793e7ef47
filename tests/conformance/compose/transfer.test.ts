import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Answer, ComposePair } from "../../support/compose-pair.ts";
import { RegistryProcess } from "../../support/registry-process.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

// Ended before the engine, whose namespace it is in.
afterAll(() => registry[Symbol.asyncDispose]());
const engine = sharedEngine();
let registry: RegistryProcess;
let pair: ComposePair;

const model = (address: string): string => `
services:
  app:
    build: {context: ., tags: ["${address}/app:more"]}
    image: ${address}/app:1
    depends_on: [other]
  other: {image: "${address}/other:1"}
  same: {image: "${address}/other:1"}
  built: {build: .}
  never: {image: "${address}/never:1", pull_policy: never}
  missing: {image: "${address}/nosuch:1", profiles: [broken]}
  buildable: {build: ., image: "${address}/nosuch:2", profiles: [unbuilt]}
`;

beforeAll(async () => {
  const { paths, namespace } = await engine();
  registry = await RegistryProcess.start({ root: `${paths.folder}/registry`, within: namespace.argv() });
  const { address } = registry;
  pair = new ComposePair(await engine(), { "compose.yaml": model(address), Dockerfile: "FROM busybox\n" });
  for (const name of ["app:1", "app:more", "other:1"])
    await (await engine()).docker(["tag", "busybox", `${address}/${name}`]);
  await (await engine()).docker(["push", "-q", `${address}/other:1`]);
}, 60_000);

const lines: readonly (readonly string[])[] = [
  ["push", "-q"],
  ["push", "app"],
  ["push", "other"],
  ["push", "nosuch"],
  ["pull", "-q"],
  ["pull", "app"],
  ["pull", "-q", "--include-deps", "app"],
  ["pull", "--policy", "missing"],
  ["pull", "--ignore-buildable", "-q"],
  ["pull", "-q", "missing"],
  ["pull", "-q", "--ignore-pull-failures", "missing"],
  ["pull", "-q", "buildable"],
  ["pull", "nosuch"],
  ["pull", "--no-parallel", "--parallel", "-q", "never"],
  ["--dry-run", "push", "app"],
  ["--dry-run", "pull", "other"],
];

for (const line of lines)
  test(line.join(" "), async () => {
    const { stock, own } = await pair.both(line);
    expect(pulledByOther(own)).toEqual(pulledByOther(stock));
  }, 60_000);

/** Which of the services with one image is the one that pulls it is another each time. */
function pulledByOther({ stderr, ...rest }: Answer): Answer {
  const isOther = !stderr.includes("already being pulled by same");
  const swapped = stderr.replace(/\b(?:other|same)\b/g, (name) =>
    isOther ? name : name === "other" ? "same" : "other",
  );
  return { ...rest, stderr: swapped.split("\n").sort().join("\n") };
}
