import type { ComposeProject, ComposeService } from "#compose/build-files/project.ts";
import { BakeError } from "../errors.ts";

/** Refuses services that say too little or what cannot be. @throws BakeError */
export function checkConsistency(project: ComposeProject): void {
  for (const service of project.services) checkService(service, project);
}

function checkService({ name, image, build }: ComposeService, { services, secrets }: ComposeProject): void {
  const shown = JSON.stringify(name);
  const invalid = (why: string): BakeError => new BakeError(`service ${shown} ${why}: invalid compose project`);
  if (build === undefined) {
    if (!image) throw invalid("has neither an image nor a build context specified");
    return;
  }
  if (build.dockerfile && build.dockerfileInline)
    throw invalid("declares mutualy exclusive dockerfile and dockerfile_inline");
  for (const [key, context] of build.additionalContexts ?? []) {
    const other = context.startsWith("service:") ? context.slice("service:".length) : undefined;
    if (other !== undefined && !services.some((service) => service.name === other))
      throw new BakeError(
        `service ${shown} declares unknown service ${JSON.stringify(other)} as additional contexts ${key}`,
      );
  }
  for (const secret of build.secrets ?? [])
    if (!secrets.has(secret)) throw invalid(`refers to undefined build secret ${secret}`);
}
