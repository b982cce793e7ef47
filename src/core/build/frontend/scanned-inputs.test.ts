import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import type { FrontendPorts } from "../frontend.ts";
import type { Input } from "../graph.ts";
import type { FrontendRequest } from "../request.ts";
import { dockerfileFrontend } from "./dockerfile-frontend.ts";

const context = { from: "local", name: "context", sharedKeyHint: "" } as const;
const request: FrontendRequest = {
  ...{ context, target: "", buildArgs: {}, labels: {}, platforms: [], noCache: [], resolveMode: "default" },
  ...{ network: "default", hostname: "", limits: { extraHosts: [], ulimits: [] }, namedContexts: {}, inputs: {} },
  ...{
    ask: "build",
    syntax: "",
    dialect: "buildkit",
    facts: {},
    check: "",
    dockerfile: { text: "" },
    catalogued: true,
  },
};

/** What is catalogued besides the image: names, and for the context which of its paths are read. */
async function scanned(text: string, change: Partial<FrontendRequest> = {}): Promise<string[]> {
  const nowhere = (): never => {
    throw new Error("asked");
  };
  const ports: FrontendPorts = {
    ...{ hostPlatform: { os: "linux", architecture: "amd64" }, contentDigest: nowhere, resolveImage: nowhere },
    ...{ resolveLayout: nowhere, warn: () => {}, readFile: async () => undefined },
  };
  const plan = await dockerfileFrontend(backgroundOp(), { ...request, dockerfile: { text }, ...change }, ports);
  return (plan.images[0]?.scanned ?? []).map(({ name, tree }) => `${name}${pathsOf(tree)}`);
}

function pathsOf(tree: Input): string {
  if (tree === "scratch" || tree.operation.kind !== "local") return "";
  const { followPaths } = tree.operation.selection;
  return followPaths.length === 0 ? " (all)" : ` (${followPaths.join(" ")})`;
}

const stages = (argument: string) => `FROM scratch AS base
${argument}
COPY a /a
FROM base AS tools
COPY b /b
FROM scratch AS unused
${argument}
FROM scratch
COPY --from=tools /b /b
`;

test("stages that say so, or that start from one that does, and only those that are needed", async () => {
  expect(await scanned(stages("ARG BUILDKIT_SBOM_SCAN_STAGE=true"))).toEqual(["base", "tools"]);
  expect(await scanned(stages("ARG BUILDKIT_SBOM_SCAN_STAGE=tools,unused"))).toEqual(["tools"]);
  expect(await scanned(stages("ARG BUILDKIT_SBOM_SCAN_STAGE=false"))).toEqual([]);
});

test("an argument before the first FROM counts for all, and the client's value for those that declare it", async () => {
  expect(await scanned(`ARG BUILDKIT_SBOM_SCAN_STAGE=1\n${stages("")}`)).toEqual(["base", "tools"]);
  expect(await scanned(`ARG BUILDKIT_SBOM_SCAN_STAGE=1\n${stages("ARG BUILDKIT_SBOM_SCAN_STAGE=0")}`)).toEqual([]);
  const buildArgs = { BUILDKIT_SBOM_SCAN_STAGE: "true" };
  expect(await scanned(stages("ARG BUILDKIT_SBOM_SCAN_STAGE"), { buildArgs })).toEqual(["base", "tools"]);
  expect(await scanned(stages(""), { buildArgs })).toEqual([]);
});

test("the context is one that the target asks for, and then read as a whole", async () => {
  const target = "FROM scratch\nARG BUILDKIT_SBOM_SCAN_CONTEXT=true\nCOPY a /a\n";
  expect(await scanned(target)).toEqual(["context (all)"]);
  expect(await scanned(`${target}FROM scratch\nCOPY --from=0 /a /a\n`)).toEqual([]);
});

test("without an SBOM nothing is", async () => {
  const text = `ARG BUILDKIT_SBOM_SCAN_CONTEXT=1\n${stages("ARG BUILDKIT_SBOM_SCAN_STAGE=1")}`;
  expect(await scanned(text)).toEqual(["context (all)", "base", "tools"]);
  expect(await scanned(text, { catalogued: false })).toEqual([]);
});
