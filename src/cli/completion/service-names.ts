import type { Op } from "#base/op.ts";
import { composeFlags } from "../compose/global-flags.ts";
import { projectAccess } from "../compose/project-access.ts";
import { type GivenFlags, readSettings } from "../compose/settings.ts";
import { parseFlags } from "../flags/parse.ts";
import type { Io } from "../io/io.ts";
import type { Candidate } from "./candidates.ts";
import type { LineState } from "./read-line.ts";

/** The services of the project that a line of Compose is about; those of repositories are not fetched for it. */
export async function serviceNames(op: Op, io: Io, { given }: LineState): Promise<readonly Candidate[]> {
  const own = given.filter(({ path }) => path === "docker compose").map(({ name, value }) => `--${name}=${value}`);
  const parsed = parseFlags(composeFlags, own);
  const currentFolder = process.cwd();
  const settings = readSettings(io, parsed as unknown as GivenFlags, currentFolder);
  const quiet = { ...io, stderr: { ...io.stderr, write: () => {} } };
  const projects = projectAccess(quiet, settings, { currentFolder, remotes: [] });
  const project = await projects.open(op, { skips: ["environment", "consistency"] });
  return [...project.services].map(([word, { image = "" }]) => ({ word, about: image }));
}
