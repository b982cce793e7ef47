/** Why a command has no case in which it succeeds, or none in which it fails. */
export interface Exception {
  readonly success?: string;
  readonly failure?: string;
}

const overGrpc = {
  success: "it asks BuildKit over gRPC: src/cli/build, src/cli/build-history, tests/conformance/clients/buildx.test.ts",
};
const refused = { success: "it is refused by name" };
const ofRegistries = { success: "it asks registries, not the engine: src/cli/commands/manifest/manifest.test.ts" };
const imagetools = {
  success: "it asks registries, not the engine: src/cli/commands/buildx/imagetools/imagetools.test.ts",
};
const longScript = { success: "its script is long: tests/conformance/clients/completion.test.ts runs it" };

/** By path, of a command's several any. */
export const exceptions: Readonly<Record<string, Exception>> = {
  "docker compose": {
    success: "its commands have goldens of their own: src/cli/compose",
    failure: "its commands have goldens of their own: src/cli/compose",
  },
  "docker build": overGrpc,
  "docker buildx build": overGrpc,
  "docker buildx dial-stdio": overGrpc,
  "docker buildx du": overGrpc,
  "docker buildx prune": overGrpc,
  "docker buildx stop": overGrpc,
  "docker buildx history export": overGrpc,
  "docker buildx history import": overGrpc,
  "docker buildx history inspect": overGrpc,
  "docker buildx history inspect attachment": overGrpc,
  "docker buildx history logs": overGrpc,
  "docker buildx history ls": overGrpc,
  "docker buildx history open": overGrpc,
  "docker buildx history rm": overGrpc,
  "docker buildx history trace": refused,
  "docker buildx imagetools create": imagetools,
  "docker buildx imagetools inspect": imagetools,
  "docker buildx create": { success: "only contexts are builders (docs/adr/0005)" },
  "docker buildx rm": { success: "only contexts are builders (docs/adr/0005)" },
  "docker buildx install": { failure: "it does nothing, which never fails" },
  "docker buildx debug": refused,
  "docker buildx debug build": refused,
  "docker buildx dap build": refused,
  "docker buildx policy eval": refused,
  "docker buildx policy test": refused,
  "docker completion bash": longScript,
  "docker completion fish": longScript,
  "docker completion zsh": longScript,
  "docker context import": { success: "it reads an archive: tests/conformance/clients/contexts.test.ts" },
  "docker credential get": { success: "it reads what store has sealed: src/cli/credentials" },
  "docker manifest create": ofRegistries,
  "docker manifest push": ofRegistries,
  "docker registry serve": { success: "it serves until it is ended: src/registry-server, tests/conformance/registry" },
  "docker stack deploy": refused,
  "docker trust inspect": refused,
  "docker trust revoke": refused,
  "docker trust sign": refused,
  "docker trust key generate": refused,
  "docker trust key load": refused,
  "docker trust signer add": refused,
  "docker trust signer remove": refused,
};
