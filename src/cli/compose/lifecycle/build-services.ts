import { createHash } from "node:crypto";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { imageName } from "#compose/convert/names.ts";
import { findService } from "#compose/named-service.ts";
import type { Project } from "#compose/shape/project.ts";
import type { BakeTarget } from "../../bake/target.ts";
import { proxyVariables } from "../../container-spec/proxies.ts";
import type { Io } from "../../io/io.ts";
import type { ComposeInvocation } from "../command.ts";
import { bakeFile } from "../images/bake-file.ts";
import { type ServiceBuildOptions, serviceTargets } from "../images/service-targets.ts";
import type { ProgressWriter } from "../progress/writer.ts";
import { buildShown } from "./build-shown.ts";
import { progressOf } from "./carry-out.ts";

export interface BuildServicesOptions extends Partial<Omit<ServiceBuildOptions, "proxies">> {
  readonly isQuiet?: boolean;
  readonly progress?: ProgressWriter;
}

interface Work {
  readonly project: Project;
  readonly services: readonly string[];
  readonly invocation: Pick<ComposeInvocation, "settings" | "projects">;
  readonly options: BuildServicesOptions;
}

/** Builds the images of services. @throws ExitError when one fails, which has been told */
export async function buildServices(op: Op, io: Io, client: Client, work: Work): Promise<void> {
  const { project, services, invocation, options } = work;
  const wanted: ServiceBuildOptions = {
    args: new Map(),
    isPushed: false,
    isChecked: false,
    noCache: false,
    pull: false,
    ssh: [],
    sbom: "",
    provenance: "",
    ...options,
    proxies: proxyVariables(io.config, client.host),
  };
  const { targets, allow } = serviceTargets(project, services, wanted);
  if (targets.length === 0) return;
  const names = services.map((name) => imageName(project, findService(project, name)!));
  const progress = options.progress ?? progressOf(io, invocation, "Building");
  try {
    if (!invocation.settings.isDryRun) {
      const surroundings = { ...io, env: { ...io.env, ...Object.fromEntries(project.environment) } };
      const mode = options.isQuiet === true ? "quiet" : invocation.settings.progress;
      const definitions = bakeFile(project, services, wanted);
      await buildShown(op, surroundings, client, { targets, allow, mode, definitions });
    }
    if (invocation.settings.isDryRun) showPretended(targets, progress);
    else for (const id of names) progress.event({ id, status: "done", text: "Built" });
  } finally {
    if (options.progress === undefined) progress.stop();
  }
}

/** What Compose says of builds that are not done: to it, their images have names made up of those of the builds. */
function showPretended(targets: readonly BakeTarget[], progress: ProgressWriter): void {
  for (const { name, tags = [] } of targets) {
    const image = `dryRun-${createHash("sha1").update(name).digest("hex")}`;
    progress.event({ id: `${name} ==>`, status: "done", detail: `==> writing image ${image}`, text: "" });
    progress.event({ id: `${name} ==> ==>`, status: "done", detail: `naming to ${tags[0] ?? ""}`, text: "" });
  }
  for (const { name } of targets) progress.event({ id: name, status: "done", text: "Built" });
}
