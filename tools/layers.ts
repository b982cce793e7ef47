/** One part of `src/` and what its files may import. Imports go downward only: ARCHITECTURE.md says why. */
export interface Layer {
  /** Layers whose modules it may import, besides its own. */
  readonly imports: readonly string[];
  /** Layers of which it may import types only: the contracts. */
  readonly types?: readonly string[];
  /** Names of npm packages it may import. */
  readonly packages: readonly string[];
  /** Whether it may use `Bun`, `bun:ffi`, `bun:sqlite`: what makes a module run on Bun and Linux only. */
  readonly bun: boolean;
}

const pure = ["base", "formats", "api"];
const kernel = [...pure, "sys", "core"];

/** The table that `tools/check-layers.ts` enforces. A file directly in `src/` counts as layer `main`. */
export const layers: Readonly<Record<string, Layer>> = {
  base: { imports: [], packages: [], bun: false },
  formats: { imports: ["base"], packages: [], bun: false },
  api: { imports: ["base", "formats"], packages: [], bun: false },
  sys: { imports: pure, packages: [], bun: true },
  core: { imports: [...pure, "sys"], packages: [], bun: false },
  registry: { imports: kernel, packages: ["smol-toml"], bun: false },
  // A server of its own, in the engine or without one: it knows storage by a port, and no engine.
  "registry-server": { imports: kernel, packages: [], bun: true },
  drivers: { imports: kernel, packages: ["yaml"], bun: true },
  engine: { imports: [...kernel, "registry"], packages: [], bun: false },
  server: { imports: pure, types: ["core"], packages: [], bun: false },
  // As `server`, but for BuildKit's gRPC, whose libraries are loaded with the first connection that speaks it.
  buildkit: {
    imports: pure,
    types: ["core"],
    packages: ["@bufbuild/protobuf", "@connectrpc/connect", "@connectrpc/connect-node"],
    bun: false,
  },
  client: { imports: pure, packages: [], bun: false },
  compose: { imports: [...pure, "client"], packages: ["yaml"], bun: false },
  cli: { imports: [...pure, "client", "compose"], packages: [], bun: false },
  // The daemon reads its own command line, and shows its help, as the CLI does.
  daemon: {
    imports: [...kernel, "registry", "registry-server", "drivers", "engine", "server", "buildkit", "cli"],
    packages: [],
    bun: true,
  },
  main: { imports: ["base", "sys", "cli", "daemon", "client"], packages: [], bun: true },
};
