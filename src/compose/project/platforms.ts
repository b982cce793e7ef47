import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";
import type { Project } from "../shape/project.ts";
import type { Service } from "../shape/service.ts";

/**
 * The project whose builds are for the platforms that their services run on. `isForOne`: an image of one platform is
 * wanted, not one of several. @throws ComposeError
 */
export function withPlatforms(project: Project, options: { readonly isForOne: boolean }): Project {
  const fallback = project.environment.get("DOCKER_DEFAULT_PLATFORM") ?? "";
  const services = [...project.services].map(
    ([name, service]) => [name, withPlatform([name, service], fallback, options)] as const,
  );
  return { ...project, services: new Map(services) };
}

function withPlatform(
  [name, service]: readonly [string, Service],
  fallback: string,
  { isForOne }: { readonly isForOne: boolean },
): Service {
  const { build } = service;
  if (build === undefined) return service;
  const { platforms: given = [] } = build;
  const platform = service.platform || fallback;
  if (platform !== "" && given.length > 0 && !given.includes(platform))
    throw new ComposeError(
      service.platform
        ? `service ${quote(name)} build configuration does not support platform: ${platform}`
        : `service ${quote(name)} build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM: ${platform}`,
    );
  const chosen = platform !== "" && (isForOne || given.length === 0) ? [platform] : given;
  const platforms = isForOne && chosen.length > 1 ? [] : chosen;
  return { ...service, ...(platform === "" ? {} : { platform }), build: { ...build, platforms } };
}
