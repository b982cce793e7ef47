import { ComposeError } from "#compose/errors.ts";
import { bool, integer } from "../../../flags/scalars.ts";
import { type ComposeCommand, runsCompose } from "../../command.ts";
import { projectGraph } from "../../config/graph.ts";

export const command = {
  usage: "[OPTIONS]",
  flags: {
    image: bool({ usage: "Include service's image name in output graph" }),
    "indentation-size": integer({ usage: "Number of tabs or spaces to use for indentation", default: 1 }),
    networks: bool({ usage: "Include service's attached networks in output graph" }),
    ports: bool({ usage: "Include service's exposed ports in output graph" }),
    spaces: bool({
      usage: "If given, space character ' ' will be used to indent,\notherwise tab character '\\t' will be used",
    }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, _client, { flags, projects }) => {
  const size = flags["indentation-size"];
  if (size < 0) throw new ComposeError(`invalid indentation size: ${size}`);
  io.stderr.write("viz command is EXPERIMENTAL\n");
  const project = await projects.open(op);
  const { image, networks, ports, spaces } = flags;
  const indent = (spaces ? " " : "\t").repeat(size);
  io.stdout.write(`${projectGraph(project, { indent, shows: { image, networks, ports } })}\n`);
});
