import type { CommandEntry } from "../../command.ts";
import { buildxCommands } from "../buildx/index.ts";

const ownBuild: CommandEntry = {
  name: "build",
  short: "Make an image from a Dockerfile",
  load: () => import("../image/build.ts"),
};

/** All of buildx, as where Docker's client has that plugin; but a build is the engine's own, whichever builder is in use. */
export const builderCommands: readonly CommandEntry[] = buildxCommands.map((entry) =>
  entry.name === ownBuild.name ? ownBuild : entry,
);
