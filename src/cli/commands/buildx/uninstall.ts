import { setBuilderAlias } from "../../builders/builder-alias.ts";
import { runs } from "../../command.ts";
import { command } from "./install.ts";

export { command };

export const run = runs(command, async (_op, io) => setBuilderAlias(io, undefined));
