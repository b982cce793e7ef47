import { containerExport } from "#client/container-archive.ts";
import { checkOutputPath } from "../../copy/local-side.ts";
import { checkOutputFile, writeWhole } from "../../copy/output-file.ts";
import { ExitError } from "../../errors.ts";
import { string } from "../../flags/scalars.ts";
import { copyRaw } from "../../streams/copy-output.ts";
import { atLeast } from "../argument-count.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { progressOf } from "../lifecycle/carry-out.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";
import { containerIndexFlag, serviceContainer } from "../lifecycle/service-container.ts";

export const command = {
  usage: "[OPTIONS] SERVICE",
  argumentFault: atLeast(1),
  flags: {
    index: containerIndexFlag,
    output: string({ short: "o", usage: "Write to a file, instead of STDOUT" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args, settings } = invocation;
  const [service = ""] = args;
  const { output } = flags;
  const project = await projectNameOf(op, invocation);
  const progress = progressOf(io, invocation, "Exporting");
  try {
    const choice = { service, index: flags.index, oneOff: "include", all: false } as const;
    const { id, name } = await serviceContainer(op, client, project, choice);
    if (output !== "") checkWritable(output);
    else if (io.stdout.isTerminal) throw new ExitError(1, "output option is required when exporting to terminal");
    const line = { id: name, detail: `export ${name} to ${output}` };
    progress.event({ ...line, status: "working", text: "Exporting" });
    if (settings.isDryRun) {
      progress.event({ ...line, status: "done", text: "Exported" });
      return;
    }
    const content = await containerExport(op, client, id);
    await (output === "" ? copyRaw(content, io.stdout) : writeWhole(output, content));
  } finally {
    progress.stop();
  }
});

function checkWritable(path: string): void {
  try {
    checkOutputPath(path);
    checkOutputFile(path);
  } catch (error) {
    throw new ExitError(1, `failed to export container: ${(error as Error).message}`);
  }
}
