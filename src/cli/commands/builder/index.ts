import type { CommandEntry } from "../../command.ts";
import { buildxCommands } from "../buildx/index.ts";
import { loadBuild } from "../image/load-build.ts";

const ownBuild: CommandEntry = {
  name: "build",
  short: "Make an image from a Dockerfile",
  load: loadBuild,
};

/** All of buildx, as where Docker's client has that plugin; but a build is the engine's own, whichever builder is in use. */
export const builderCommands: readonly CommandEntry[] = buildxCommands.map((entry) =>
  entry.name === ownBuild.name ? ownBuild : entry,
);
