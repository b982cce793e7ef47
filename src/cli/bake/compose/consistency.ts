import { quote } from "#base/strconv.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Service } from "#compose/shape/service.ts";
import { BakeError } from "../errors.ts";

/** Refuses services that say too little for a build, or what cannot be. @throws BakeError */
export function checkConsistency(project: Project): void {
  for (const service of project.services) checkService(service, project);
}

function checkService([name, { image, build }]: readonly [string, Service], { services, secrets }: Project): void {
  const shown = quote(name);
  const invalid = (why: string): BakeError => new BakeError(`service ${shown} ${why}: invalid compose project`);
  if (build === undefined) {
    if (!image) throw invalid("has neither an image nor a build context specified");
    return;
  }
  if (build.dockerfile && build.dockerfile_inline)
    throw invalid("declares mutualy exclusive dockerfile and dockerfile_inline");
  for (const [key, context] of build.additional_contexts ?? []) {
    const other = context.startsWith("service:") ? context.slice("service:".length) : undefined;
    if (other !== undefined && !services.has(other))
      throw new BakeError(`service ${shown} declares unknown service ${quote(other)} as additional contexts ${key}`);
  }
  for (const { source = "" } of build.secrets ?? [])
    if (!secrets.has(source)) throw invalid(`refers to undefined build secret ${source}`);
}
