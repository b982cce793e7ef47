import type { CommandEntry, CommandModule } from "../../command.ts";
import { buildxCommands } from "../buildx/index.ts";
import { loadBuild } from "../image/load-build.ts";

const ownBuild: CommandEntry = {
  name: "build",
  short: "Make an image from a Dockerfile",
  load: loadBuild,
};

/** All of buildx, as where Docker's client has that plugin; but about the engine's own builder, unless another is named. */
export const builderCommands: readonly CommandEntry[] = buildxCommands.map((entry) =>
  entry.name === ownBuild.name ? ownBuild : aboutOwnBuilder(entry),
);

function aboutOwnBuilder(entry: CommandEntry): CommandEntry {
  const { load, children } = entry;
  return {
    ...entry,
    ...(load === undefined ? {} : { load: async (env) => withOwnBuilder((await load(env)) as CommandModule) }),
    ...(children === undefined ? {} : { children: async () => (await children()).map(aboutOwnBuilder) }),
  };
}

const withOwnBuilder = ({ command, run }: CommandModule): CommandModule => ({
  command,
  run: (op, io, ...rest) => run(op, { ...io, env: { BUILDX_BUILDER: io.contextName, ...io.env } }, ...rest),
});
