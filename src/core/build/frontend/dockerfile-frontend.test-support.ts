import { parseDigest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import type { ImageConfig } from "#formats/oci/image.ts";
import { BuildError } from "../errors.ts";
import type { FrontendPlan, FrontendPorts, PlannedImage } from "../frontend.ts";
import type { Input, Vertex } from "../graph.ts";
import { inputsOf } from "../inputs.ts";
import type { BuildWarning } from "../progress.ts";
import type { FrontendRequest } from "../request.ts";
import { dockerfileFrontend } from "./dockerfile-frontend.ts";

export const op = backgroundOp();
export const hostPlatform = { os: "linux", architecture: "amd64" };
export const busybox: ImageConfig = {
  ...hostPlatform,
  created: "2020-01-01T00:00:00Z",
  config: { Env: ["PATH=/bin"], Cmd: ["sh"] },
  rootfs: { type: "layers", diff_ids: [parseDigest(`sha256:${"0".repeat(64)}`)] },
  history: [{ created: "2020-01-01T00:00:00Z", created_by: "busybox" }],
};

export interface Ground {
  readonly files?: Readonly<Record<string, string>>;
  readonly images?: Readonly<Record<string, ImageConfig>>;
  readonly request?: Partial<FrontendRequest>;
}

export function requestOf(change: Partial<FrontendRequest> = {}): FrontendRequest {
  const context = { from: "local", name: "context", sharedKeyHint: "context" } as const;
  return {
    context,
    dockerfile: { path: "Dockerfile", context: { from: "local", name: "dockerfile", sharedKeyHint: "dockerfile" } },
    target: "",
    buildArgs: {},
    labels: {},
    platforms: [],
    noCache: [],
    resolveMode: "default",
    network: "default",
    hostname: "",
    limits: { extraHosts: [], ulimits: [] },
    namedContexts: {},
    inputs: {},
    ask: "build",
    syntax: "",
    dialect: "buildkit",
    facts: {},
    check: "",
    ...change,
  };
}

export async function plan(dockerfile: string, ground: Ground = {}): Promise<FrontendPlan & { warnings: string[] }> {
  const files: Record<string, string> = { Dockerfile: dockerfile, ...ground.files };
  const images: Record<string, ImageConfig> = { "docker.io/library/busybox:latest": busybox, ...ground.images };
  const warnings: string[] = [];
  const ports: FrontendPorts = {
    hostPlatform,
    readFile: async (_op, _vertex, { path }) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    contentDigest: async () => digestOf("content"),
    resolveImage: async (_op, { reference }) => {
      const config = images[reference];
      if (config === undefined) throw new BuildError("not-found", "not found");
      const digest = digestOf(reference);
      return { reference: `${reference}@${digest}`, digest, config };
    },
    resolveLayout: async () => Promise.reject(new Error("no layouts here")),
    warn: ({ short }: Omit<BuildWarning, "vertex">) => warnings.push(short),
  };
  return { ...(await dockerfileFrontend(op, requestOf(ground.request), ports)), warnings };
}

export async function image(dockerfile: string, ground: Ground = {}): Promise<PlannedImage> {
  const [only] = (await plan(dockerfile, ground)).images;
  if (only === undefined) throw new Error("no image");
  return only;
}

/** Names of the steps that a tree needs, inputs first. */
export function steps(tree: Input, seen = new Set<Vertex>()): string[] {
  if (tree === "scratch" || seen.has(tree)) return [];
  seen.add(tree);
  return [...inputsOf(tree.operation).flatMap((input) => steps(input, seen)), tree.meta.name];
}

export function runOf(tree: Input) {
  if (tree === "scratch" || tree.operation.kind !== "run") throw new Error("not a run");
  return tree.operation;
}

export function refused(dockerfile: string, ground: Ground = {}): Promise<BuildError> {
  return plan(dockerfile, ground).then(
    () => Promise.reject(new Error("it was not refused")),
    (error: unknown) => {
      if (error instanceof BuildError) return error;
      throw error;
    },
  );
}
