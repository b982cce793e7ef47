import type { ProjectVersion } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { isStatus } from "#client/errors.ts";
import { projectVersionAdd, projectVersions } from "#client/project-versions.ts";
import { imageName } from "#compose/convert/names.ts";
import { ComposeError } from "#compose/errors.ts";
import { type NamedService, namedServices } from "#compose/named-service.ts";
import type { Plan } from "#compose/plan/operation.ts";
import type { Project } from "#compose/shape/project.ts";
import { projectYaml } from "#compose/shape/project.ts";
import type { ComposeInvocation } from "../command.ts";
import { hookImages, type LocalImage, localImage } from "../images/local-images.ts";
import type { PlannedCreation, PreparedProject, ProjectInvocation } from "./create-project.ts";

/** Remembers what a project is brought up as, where anything is to be done and the engine keeps such things. */
export async function rememberVersion(
  op: Op,
  client: Client,
  work: {
    readonly prepared: PreparedProject;
    readonly planned: PlannedCreation;
    readonly plan: Plan;
    readonly invocation: ProjectInvocation & Pick<ComposeInvocation, "args">;
  },
): Promise<void> {
  const { prepared, planned, plan, invocation } = work;
  const isIdle = plan.steps.every(({ operation }) => operation.kind === "show" || operation.kind === "wait");
  if (isIdle || !planned.isGantry || invocation.settings.isDryRun) return;
  const { project, images } = prepared;
  const ids = namedServices(project)
    .flatMap((service) => imagesOf(project, service))
    .flatMap(({ key, name }): [string, string][] => {
      const image = images.get(name);
      return image === undefined ? [] : [[key, image.id]];
    });
  await projectVersionAdd(op, client, project.name, {
    Model: projectYaml(invocation.projects.withEnvironments(project)).replaceAll("$", "$$$$"),
    Services: [...invocation.args],
    Images: Object.fromEntries(ids),
    WorkingDir: project.workingDir,
    ConfigFiles: [...project.composeFiles],
  });
}

/** The images of a service and of what is done before it starts, and what versions call them. */
function imagesOf(project: Project, service: NamedService): { readonly key: string; readonly name: string }[] {
  const before = hookImages(service).map((name, index) => ({ key: `${service.name}:pre_start ${index}`, name }));
  return [{ key: service.name, name: imageName(project, service) }, ...before];
}

/** Newest first. @throws ComposeError where nothing is known of the project */
export async function knownVersions(op: Op, client: Client, name: string): Promise<ProjectVersion[]> {
  try {
    return await projectVersions(op, client, name);
  } catch (error) {
    if (isStatus(error, 404)) throw new ComposeError(`no version of project ${JSON.stringify(name)} is known`);
    throw error;
  }
}

/** The project of a version, with the images that its services had then. @throws ComposeError where one is gone */
export async function projectOfVersion(
  op: Op,
  client: Client,
  work: {
    readonly name: string;
    readonly version: ProjectVersion;
    readonly services: readonly string[];
    readonly invocation: ProjectInvocation;
  },
): Promise<PreparedProject> {
  const { name, version, services, invocation } = work;
  const { Model: text, WorkingDir: directory, ConfigFiles } = version;
  const opened = await invocation.projects.openText(op, { text, name, directory }, { services, discardsFiles: true });
  const project = { ...opened, composeFiles: ConfigFiles ?? [] };
  const images = new Map<string, LocalImage>();
  const wanted = namedServices(project).flatMap((service) =>
    imagesOf(project, service).map((image) => ({ service, ...image })),
  );
  for (const { service, key, name: named } of wanted) {
    const id = version.Images?.[key];
    if (id === undefined) continue;
    const [image, current] = await Promise.all([localImage(op, client, id), localImage(op, client, named)]);
    if (image === undefined)
      throw new ComposeError(
        `image ${id} of service ${JSON.stringify(service.name)} is gone: version ${version.N} cannot be gone back to`,
      );
    images.set(named, current?.id === image.id ? current : { ...image, reference: id });
  }
  return { project, images };
}
