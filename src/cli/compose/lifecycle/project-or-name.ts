import type { Op } from "#base/op.ts";
import type { Project } from "#compose/shape/project.ts";
import type { ComposeInvocation } from "../command.ts";

/** What a command works on that needs no files: a project that was read, or only the name of one. */
export interface NamedProject {
  readonly name: string;
  readonly project: Project | undefined;
}

/** The project of the files; without files and with a name, that name. @throws ComposeError */
export async function projectOrName(
  op: Op,
  { settings, projects }: Pick<ComposeInvocation, "settings" | "projects">,
  services: readonly string[] = [],
): Promise<NamedProject> {
  const { name, files } = settings.source;
  if (files.length === 0 && name !== "") return { name, project: undefined };
  try {
    const project = await projects.open(op, { services, discardsFiles: true, skips: ["environment"] });
    return { name: project.name, project };
  } catch (error) {
    const fallback = settings.env["COMPOSE_PROJECT_NAME"] ?? "";
    if (fallback === "") throw error;
    return { name: fallback, project: undefined };
  }
}

/** The name of the project that a command is about. @throws ComposeError */
export async function projectNameOf(
  op: Op,
  { settings, projects }: Pick<ComposeInvocation, "settings" | "projects">,
): Promise<string> {
  if (settings.source.name !== "") return settings.source.name;
  const variable = settings.env["COMPOSE_PROJECT_NAME"] ?? "";
  return variable === "" ? (await projects.open(op)).name : variable;
}
