import { parseInteger } from "#base/strconv.ts";
import { ComposeError } from "#compose/errors.ts";
import { findService, mapServices } from "#compose/named-service.ts";
import type { Recreation } from "#compose/plan/create.ts";
import type { Project } from "#compose/shape/project.ts";
import type { Service } from "#compose/shape/service.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";

/** Flags of all commands that make containers. */
export const createFlags = {
  build: bool({ usage: "Build images before starting containers" }),
  "force-recreate": bool({
    usage: "Recreate containers even if their configuration and image haven't changed",
  }),
  "no-build": bool({ usage: "Don't build an image, even if it's policy" }),
  "no-recreate": bool({
    usage: "If containers already exist, don't recreate them. Incompatible with --force-recreate.",
  }),
  pull: string({ usage: 'Pull image before running ("always"|"missing"|"never"|"build")', default: "policy" }),
  "quiet-pull": bool({ usage: "Pull without printing progress information" }),
  "remove-orphans": bool({ usage: "Remove containers for services not defined in the Compose file" }),
  scale: list({
    usage: "Scale SERVICE to NUM instances. Overrides the scale setting in the Compose file if present.",
    type: "scale",
  }),
  yes: bool({ short: "y", usage: 'Assume "yes" as answer to all prompts and run non-interactively' }),
};

const pullPolicies = ["always", "never", "build", "missing", "if_not_present"];

/** The project as flags change it. @throws ComposeError */
export function withPullPolicy(project: Project, given: { readonly pull?: string; readonly build: boolean }): Project {
  const { pull, build } = given;
  if (pull !== undefined && !pullPolicies.includes(pull))
    throw new ComposeError(`invalid --pull option ${JSON.stringify(pull)}`);
  return mapServices(project, (service) => ({
    ...service,
    ...(pull === undefined ? {} : { pull_policy: pull }),
    ...(build && service.build !== undefined ? { pull_policy: "build" } : {}),
  }));
}

/** `SERVICE=NUM` of `--scale`. @throws ComposeError */
export function withScale(project: Project, scales: readonly string[]): Project {
  let scaled = project;
  for (const scale of scales) {
    const [name = "", number, ...rest] = scale.split("=");
    if (number === undefined || rest.length > 0)
      throw new ComposeError(`invalid --scale option ${JSON.stringify(scale)}. Should be SERVICE=NUM`);
    const count = atoi(number);
    if (findService(scaled, name) === undefined) throw new ComposeError(`no such service: ${name}: not found`);
    scaled = mapServices(scaled, (service, key) => (key === name ? withReplicas(service, count) : service));
  }
  return scaled;
}

function atoi(text: string): number {
  try {
    return parseInteger(text);
  } catch {
    throw new ComposeError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
}

/** `deploy.replicas` never says another number than `scale`. */
function withReplicas(service: Service, count: number): Service {
  const deploy = service.deploy === undefined ? {} : { deploy: { ...service.deploy, replicas: count } };
  return { ...service, ...deploy, scale: count };
}

export function recreation(flags: {
  readonly "no-recreate": boolean;
  readonly "force-recreate": boolean;
  readonly "renew-anon-volumes"?: boolean;
}): Recreation {
  if (flags["no-recreate"]) return "never";
  return flags["force-recreate"] || flags["renew-anon-volumes"] === true ? "force" : "diverged";
}
