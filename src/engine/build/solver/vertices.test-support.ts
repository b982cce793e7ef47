import { type CopyAction, plainCopyRules } from "#core/build/file-operation.ts";
import { type Input, scratch, type Vertex, type VertexMeta } from "#core/build/graph.ts";
import type { RunMount, RunOperation } from "#core/build/run-operation.ts";

export function run(root: Input, args: string, meta: Partial<VertexMeta> = {}, mounts: RunMount[] = []): Vertex {
  const operation: RunOperation = {
    ...{
      kind: "run",
      root,
      args: args.split(" "),
      env: [],
      cwd: "/",
      user: "",
      network: "default",
      security: "sandbox",
    },
    ...{ mounts, devices: [], limits: { extraHosts: [], ulimits: [] }, proxyEnv: [] },
  };
  return { operation, meta: { name: args, ...meta } };
}

export function copy(root: Input, from: Input, source: string, meta: Partial<VertexMeta> = {}): Vertex {
  const action: CopyAction = { ...plainCopyRules, from, source, destination: source === "/" ? "" : source };
  return { operation: { kind: "file", root, actions: [action] }, meta: { name: `copy ${source}`, ...meta } };
}

export function image(reference: string): Vertex {
  const platform = { os: "linux", architecture: "amd64" };
  return {
    operation: { kind: "image", reference, platform, resolveMode: "default" },
    meta: { name: `FROM ${reference}` },
  };
}

export function context(name: string): Vertex {
  const selection = { includePatterns: [], excludePatterns: [], followPaths: [] };
  return { operation: { kind: "local", name, selection, sharedKeyHint: "" }, meta: { name: `context ${name}` } };
}

export function merge(...inputs: Input[]): Vertex {
  return { operation: { kind: "merge", inputs }, meta: { name: "merge" } };
}

/** A linked copy: a file of a context laid over a tree, or copied onto it. */
export function linked(below: Input, from: Input, source: string, meta: Partial<VertexMeta> = {}): Vertex {
  const onNothing = copy(scratch, from, source, meta);
  const otherwise = copy(below, from, source, { ...meta, isUntold: true });
  return {
    operation: { kind: "merge", inputs: [below, onNothing], otherwise },
    meta: { name: "merge", isUntold: true },
  };
}
