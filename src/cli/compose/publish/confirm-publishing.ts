import type { Op } from "#base/op.ts";
import { mountsQuestion, secretsQuestion, variablesQuestion } from "#compose/publish/checks.ts";
import { secretsOfFiles, secretsOfModel } from "#compose/publish/find-secrets.ts";
import type { Finding } from "#compose/publish/secrets/scan.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Io } from "../../io/io.ts";
import { LineInput } from "../../io/line-input.ts";
import { isAgreed } from "../agreed.ts";
import type { ProjectAccess } from "../project-access.ts";

interface Publishing {
  readonly project: Project;
  readonly projects: ProjectAccess;
  /** Whether variables may be shown to others. */
  readonly withEnvironment: boolean;
}

/** Asks before others see what they perhaps should not; the first no ends it. @throws ComposeError */
export async function confirmPublishing(op: Op, io: Io, publishing: Publishing): Promise<boolean> {
  const { project, withEnvironment } = publishing;
  const questions = [
    () => mountsQuestion(project),
    async () => secretsQuestion(await secretsOf(op, publishing)),
    () => variablesQuestion(project, { isAllowed: withEnvironment }),
  ];
  const input = new LineInput(op, io);
  try {
    for (const ask of questions) {
      const question = await ask();
      if (question !== undefined && !(await isAgreed(io, input, question))) return false;
    }
    return true;
  } finally {
    await input.close();
  }
}

async function secretsOf(op: Op, { project, projects }: Publishing): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const file of project.composeFiles) {
    const tree = await projects.modelOf(op, file, {
      skips: ["validation", "extends", "consistency", "interpolation", "environment"],
    });
    found.push(...secretsOfModel(project, tree));
  }
  return [...found, ...secretsOfFiles(project)];
}
