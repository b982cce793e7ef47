import type { Wanted } from "../convert/container-spec.ts";
import { mountWarnings } from "../convert/mounts.ts";
import { imageName } from "../convert/names.ts";
import { ComposeError } from "../errors.ts";
import { labels } from "../labels.ts";
import type { NamedService } from "../named-service.ts";
import { byName } from "../observe/observed.ts";
import { borrowedBy } from "./borrowed.ts";
import { targetOf } from "./containers.ts";
import type { CreateSurroundings } from "./create.ts";
import { injectedFiles } from "./injected-files.ts";
import { linksOf } from "./links.ts";
import type { Target } from "./operation.ts";
import type { PlanBuilder } from "./plan-builder.ts";

/** A container that runs once, beside those of its service. */
export interface OneOff {
  /** The service as the command line changes it. */
  readonly service: NamedService;
  /** The container's. */
  readonly name: string;
  /** A number that no other has, in hexadecimal digits. */
  readonly slug: string;
  readonly autoRemove: boolean;
  readonly attachStdin: boolean;
  /** The names of the service lead to it. */
  readonly withAliases: boolean;
}

/** One-off containers have this number. */
const noNumber = -1;

/** Makes the container and puts its texts into it; it is not started. @throws ComposeError */
export function planOneOff(
  plan: PlanBuilder,
  { project, observed, images, ownLabels, proxies, defaultPlatform, hasFile }: CreateSurroundings,
  oneOff: OneOff,
): Target {
  const { name, slug, autoRemove, attachStdin, withAliases } = oneOff;
  const service = { ...oneOff.service, container_name: name };
  for (const warning of mountWarnings(project, service, hasFile)) plan.warn(warning);
  const there = observed.containers.filter(({ isOneOff }) => !isOneOff).sort(byName);
  const borrowed = borrowedBy(service, (needed, problem) => {
    const first = there.find((container) => container.service === needed);
    if (first === undefined) throw new ComposeError(`${problem}: container missing`);
    return targetOf(first);
  });
  const image = images.get(imageName(project, service));
  const wanted: Wanted = {
    project,
    service,
    number: noNumber,
    labels: {
      ...ownLabels(service),
      ...(image === undefined ? {} : { [labels.image]: image.id }),
      [labels.slug]: slug,
      [labels.oneOff]: "True",
    },
    links: linksOf(project, service, noNumber, (linked) =>
      there.filter((container) => container.service === linked).map((container) => container.name),
    ),
    withAliases,
    autoRemove,
    attachStdin,
    proxies,
  };
  const platform = service.platform || defaultPlatform;
  const created = plan.add({ kind: "create container", container: { name, wanted, borrowed, platform } });
  const target: Target = { name, madeBy: created };
  const files = injectedFiles(project, service);
  if (files.length > 0) plan.add({ kind: "inject files", target, files }, { after: [created] });
  return target;
}
