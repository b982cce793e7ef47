import { quote } from "#base/strconv.ts";
import { ComposeError } from "../errors.ts";
import { namedServices } from "../named-service.ts";
import type { Mount } from "../shape/mount.ts";
import type { Project } from "../shape/project.ts";
import type { Finding } from "./secrets/scan.ts";

/** Services without an image are of no use to others. @throws ComposeError */
export function checkImages(project: Project): void {
  const built = namedServices(project).filter(({ image, build }) => !image && build !== undefined);
  if (built.length === 0) return;
  const lines = built.map(({ name }) => `- ${quote(name)}\n`).join("");
  throw new ComposeError(
    `your Compose stack cannot be published as it only contains a build section for service(s):\n${lines}\n`,
  );
}

/** What the user is asked before folders of this host are named to others. */
export function mountsQuestion(project: Project): string | undefined {
  const services = namedServices(project)
    .map(({ name, volumes = [] }) => ({ name, binds: volumes.filter(({ type }) => type === "bind") }))
    .filter(({ binds }) => binds.length > 0);
  if (services.length === 0) return undefined;
  return [
    "you are about to publish bind mounts declaration within your OCI artifact.\n",
    "only the bind mount declarations will be added to the OCI artifact (not content)\n",
    "please double check that you are not mounting potential user's sensitive directories or data\n",
    ...services.map(({ name, binds }) => name + binds.map((bind) => `${mountText(bind)}\n`).join("")),
    "Are you ok to publish these bind mount declarations?",
  ].join("");
}

function mountText({ source = "", target = "", read_only, bind, volume }: Mount): string {
  const options = [read_only ? "ro" : "rw", bind?.selinux, bind?.propagation, volume?.nocopy ? "nocopy" : ""];
  return `${source}:${target}:${options.filter(Boolean).join(",")}`;
}

/** What the user is asked before what looks like secrets is shown to others. */
export function secretsQuestion(findings: readonly Finding[]): string | undefined {
  if (findings.length === 0) return undefined;
  return [
    "you are about to publish sensitive data within your OCI artifact.\n",
    "please double check that you are not leaking sensitive data\n",
    ...findings.map(({ type, key, value }) => `${type}\n${quote(key)}: ${value}\n`),
    "Are you ok to publish these sensitive data?",
  ].join("");
}

/** What the user is asked before variables are shown to others, which has to be allowed besides. @throws ComposeError */
export function variablesQuestion(
  project: Project,
  { isAllowed }: { readonly isAllowed: boolean },
): string | undefined {
  const shown = new Map<string, readonly string[]>();
  const faults: string[] = [];
  for (const { name, env_file = [], environment = new Map<string, string>() } of namedServices(project)) {
    if (env_file.length > 0) faults.push(`service ${quote(name)} has env_file declared.\n`);
    if (environment.size === 0) continue;
    faults.push(`service ${quote(name)} has environment variable(s) declared.\n`);
    shown.set(
      name,
      [...environment].map(([key, value = ""]) => `${key}=${value}\n`),
    );
  }
  for (const { name = "", environment } of project.configs.values()) {
    if (!environment) continue;
    faults.push(`config ${quote(name)} is declare as an environment variable.\n`);
    shown.set(name, [`${name}=${environment}\n`]);
  }
  if (!isAllowed && faults.length > 0) throw new ComposeError(`${faults.join("")}${advice}`);
  if (shown.size === 0) return undefined;
  return [
    "you are about to publish environment variables within your OCI artifact.\n",
    "please double check that you are not leaking sensitive data\n",
    ...[...shown].map(([name, lines]) => `Service/Config  ${name}\n${lines.join("")}`),
    "Are you ok to publish these environment variables?",
  ].join("");
}

const advice =
  "To avoid leaking sensitive data, you must either explicitly allow the sending of environment variables by using the --with-env flag,\nor remove sensitive data from your Compose configuration";
