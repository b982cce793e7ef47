import { backgroundOp } from "#base/op.ts";
import { buildInfo } from "../build-info.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { ioOf, type Lent, processWorld } from "../io/process-io.ts";
import { answerAsHelper, type HelperVerb } from "./protocol.ts";

const name = "docker-credential-gantry";
const usage = `Usage: ${name} <store|get|erase|list|version>`;
const verbs: readonly string[] = ["get", "store", "erase", "list"] satisfies readonly HelperVerb[];

/** The program called as a credential helper; gives its exit code. */
export async function serveAsHelper(argv: readonly string[], lent: Lent): Promise<number> {
  const io = ioOf(
    processWorld(lent.makeTerminalRaw),
    { config: {}, contextName: "", engine: { configFolder: "", defaultHost: "" } },
    lent,
  );
  const [verb = "", ...more] = argv;
  if (verb === "" || more.length > 0) return said(io, usage, 1);
  if (verb === "--help" || verb === "-h") return said(io, usage, 0);
  if (verb === "version" || verb === "--version" || verb === "-v")
    return said(io, `${name} (gantry) ${buildInfo.version}`, 0);
  if (!verbs.includes(verb)) return said(io, `${name}: unknown action: ${verb}`, 1);
  try {
    await answerAsHelper(backgroundOp(), io, verb as HelperVerb);
    return 0;
  } catch (error) {
    if (error instanceof ExitError) return error.exitCode;
    throw error;
  }
}

function said(io: Io, text: string, code: number): number {
  io.stdout.write(`${text}\n`);
  return code;
}
