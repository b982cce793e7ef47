import type { Wanted } from "../convert/container-spec.ts";
import { mountWarnings } from "../convert/mounts.ts";
import { containerName, imageName, nameOf, scaleOf } from "../convert/names.ts";
import { ComposeError } from "../errors.ts";
import { labels } from "../labels.ts";
import { findService, type NamedService, namedServices } from "../named-service.ts";
import type { ObservedContainer } from "../observe/observed.ts";
import { borrowedBy, targetsOf, withBorrowed } from "./borrowed.ts";
import { type PlannedContainer, type PlannedServices, targetOf, thing } from "./containers.ts";
import type { CreateOptions, CreateSurroundings } from "./create.ts";
import { inDependencyOrder } from "./dependencies.ts";
import { divergence } from "./divergence.ts";
import { type Settled, settleInterrupted } from "./interrupted.ts";
import { linksOf } from "./links.ts";
import type { PlannedNetworks } from "./networks.ts";
import type { Borrowed, Operation, Target } from "./operation.ts";
import type { PlanBuilder } from "./plan-builder.ts";
import { planExchange, planRemoval, planStop } from "./remove.ts";
import { replacementName } from "./replacement-name.ts";
import { obstacleToTakeover } from "./takeover.ts";
import type { PlannedVolumes } from "./volumes.ts";

interface Ground {
  readonly networks: PlannedNetworks;
  readonly volumes: PlannedVolumes;
}

interface NewOptions {
  readonly name: string;
  readonly number: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly replaced?: ObservedContainer;
}

/** Plans the containers of a project's services, one service after another. */
export class ServicePlanner {
  readonly #planned = new Map<string, readonly PlannedContainer[]>();
  /** Ids of containers that the plan stops. */
  readonly #stopped: Set<string>;
  readonly #settled: Settled;

  constructor(
    readonly plan: PlanBuilder,
    readonly surroundings: CreateSurroundings,
    readonly options: CreateOptions,
    readonly ground: Ground,
  ) {
    this.#stopped = new Set(ground.networks.stopped);
    this.#settled = settleInterrupted(plan, surroundings.observed.containers);
  }

  /** @throws ComposeError for what cannot be */
  services(): PlannedServices {
    const { project } = this.surroundings;
    for (const name of inDependencyOrder(project).keys()) {
      const service = findService(project, name)!;
      if (service.provider === undefined) this.#planned.set(name, this.#service(service));
    }
    return this.#planned;
  }

  #service(service: NamedService): PlannedContainer[] {
    const expected = this.#scale(service);
    const { project, hasFile } = this.surroundings;
    for (const warning of mountWarnings(project, service, hasFile)) this.plan.warn(warning);
    const borrowed = borrowedBy(service, (name, problem) => this.#first(name, problem));
    const judged = this.#there(service.name).map((container) => ({
      container,
      reason: this.#reasonToRecreate(service, borrowed, container),
    }));
    // Those that are as they should be come first, so that a smaller scale takes the others away.
    judged.sort(
      (left, right) =>
        Number(left.reason !== undefined) - Number(right.reason !== undefined) ||
        (left.container.number ?? 0) - (right.container.number ?? 0),
    );
    for (const { container } of judged.slice(expected))
      planRemoval(this.plan, container, { service, timeout: this.options.timeout });
    const planned = judged
      .slice(0, expected)
      .map(({ container, reason }) =>
        reason === undefined ? this.#kept(container) : this.#recreated(service, borrowed, container, reason),
      );
    const highest = Math.max(0, ...judged.map(({ container }) => container.number ?? 0));
    for (let number = highest + 1; planned.length < expected; number += 1)
      planned.push(this.#added(service, borrowed, number));
    return planned;
  }

  #scale(service: NamedService): number {
    const scale = scaleOf(service);
    if (scale > 1 && service.container_name)
      throw new ComposeError(
        `WARNING: The ${JSON.stringify(service.name)} service is using the custom container name ${JSON.stringify(service.container_name)}. Docker requires each container to have a unique name. Remove the custom name to scale the service`,
      );
    return scale;
  }

  #there(service: string): ObservedContainer[] {
    const { removed } = this.ground.volumes;
    return this.#settled.containers.filter(
      (container) => container.service === service && !container.isOneOff && !removed.has(container.id),
    );
  }

  #first(service: string, problem: string): Target {
    const names = (this.#planned.get(service) ?? []).map(({ target }) => target);
    names.sort((left, right) => (left.name < right.name ? -1 : 1));
    if (names[0] === undefined) throw new ComposeError(`${problem}: container missing`);
    return names[0];
  }

  #reasonToRecreate(service: NamedService, borrowed: Borrowed, container: ObservedContainer): string | undefined {
    const { services, recreate, recreateDependencies } = this.options;
    const policy = services.length === 0 || services.includes(service.name) ? recreate : recreateDependencies;
    if (policy === "never") return undefined;
    if (policy === "force") return "it was asked for";
    if (targetsOf(borrowed).some((target) => !("id" in target))) return "a container that it shares with is made anew";
    const resolved = withBorrowed(service, borrowed, (target) => ("id" in target ? target.id : ""));
    const { networks, volumes } = this.ground;
    const { project, images } = this.surroundings;
    return divergence(
      {
        service: resolved,
        imageId: images.get(imageName(project, service))?.id ?? "",
        networks: networks.ids,
        volumes: volumes.names,
        isRunning: this.#isRunning(container),
      },
      container,
    );
  }

  #isRunning({ id, state }: ObservedContainer): boolean {
    return state === "running" && !this.#stopped.has(id);
  }

  #kept(container: ObservedContainer): PlannedContainer {
    const target = targetOf(container);
    const isRunning = this.#isRunning(container);
    const things = [thing(container)];
    const { service, number = 0, summary } = container;
    const planned = { target, service, number, isRunning, image: summary.Image };
    if (isRunning) this.plan.add({ kind: "show" }, { shown: { things, end: "Running" } });
    const isStartedLater = ["running", "created", "restarting", "exited"].includes(container.state);
    if (isStartedLater) return { ...planned, step: undefined };
    const shown = { things, begin: "Restart", end: "Restarted" };
    return { ...planned, isRunning: true, step: this.plan.add({ kind: "start container", target }, { shown }) };
  }

  #recreated(service: NamedService, borrowed: Borrowed, old: ObservedContainer, reason: string): PlannedContainer {
    const { project } = this.surroundings;
    const { takesOver, inherit, timeout } = this.options;
    const number = old.number ?? 1;
    const name = containerName(project, service, number);
    const replaces = service.container_name || nameOf(project, service.name, number);
    const obstacle = takesOver ? obstacleToTakeover({ project, service, old, inherit }) : "";
    const isBeside = obstacle === undefined && this.#isRunning(old);
    const things = [thing(old)];
    const stoppedDependents = this.#stopDependents(service);
    const created = this.plan.add(
      this.#creation(service, borrowed, {
        name: replacementName(old, name),
        number,
        labels: { [labels.replaces]: replaces },
        replaced: old,
      }),
      {
        after: [...this.#before(service, borrowed), ...stoppedDependents],
        shown: { things, begin: "Recreate", ...(isBeside ? { end: "Recreated" } : {}) },
        reason: obstacle ? `${reason}; the old one stops first, as ${obstacle}` : reason,
      },
    );
    const target = { name, madeBy: created };
    const planned = { target, service: service.name, number, isRunning: false, image: this.#image(service) };
    if (isBeside) return { ...planned, step: created, replaces: { container: old, timeout } };
    const shown = { things, end: "Recreated" };
    return {
      ...planned,
      step: planExchange(this.plan, target, { container: old, timeout }, { after: [created], shown }),
    };
  }

  #added(service: NamedService, borrowed: Borrowed, number: number): PlannedContainer {
    const name = containerName(this.surroundings.project, service, number);
    const step = this.plan.add(this.#creation(service, borrowed, { name, number, labels: {} }), {
      after: this.#before(service, borrowed),
      shown: { things: [thing({ name })], begin: "Creating", end: "Created" },
      reason: "it is not there",
    });
    const target = { name, madeBy: step };
    return { target, service: service.name, number, isRunning: false, image: this.#image(service), step };
  }

  #creation(
    service: NamedService,
    borrowed: Borrowed,
    { name, number, labels: extra, replaced }: NewOptions,
  ): Operation {
    const { project, images, ownLabels, proxies, defaultPlatform } = this.surroundings;
    const image = images.get(imageName(project, service));
    const inherits = replaced !== undefined && this.options.inherit;
    const wanted: Wanted = {
      project,
      service,
      number,
      labels: { ...ownLabels(service), ...(image === undefined ? {} : { [labels.image]: image.id }), ...extra },
      links: linksOf(project, service, number, (linked) => this.#namesOf(linked)),
      withAliases: true,
      image: image?.reference,
      proxies,
      ...(inherits ? { inherited: { mounts: replaced.summary.Mounts ?? [], imageVolumes: image?.volumes ?? [] } } : {}),
    };
    const platform = service.platform || defaultPlatform;
    return { kind: "create container", container: { name, wanted, borrowed, platform } };
  }

  #image(service: NamedService): string {
    const { project, images } = this.surroundings;
    const name = imageName(project, service);
    return images.get(name)?.reference ?? name;
  }

  #namesOf(service: string): string[] {
    return (this.#planned.get(service) ?? []).map(({ target }) => target.name);
  }

  /** What there has to be before a container of a service can be made. */
  #before(service: NamedService, borrowed: Borrowed): string[] {
    const needed = [...targetsOf(borrowed).map(({ name }) => name), ...this.#linked(service)];
    const containers = [...this.#planned.values()].flat();
    const steps = containers.filter(({ target }) => needed.includes(target.name)).map(({ step }) => step);
    const { networks, volumes } = this.ground;
    return [...networks.steps, ...volumes.steps, ...this.#settled.steps, ...steps.filter((step) => step !== undefined)];
  }

  #linked(service: NamedService): string[] {
    return (service.links ?? []).flatMap((link) => this.#namesOf(link.split(":")[0]!));
  }

  /** Stops what is to start again when a service is made anew; gives the steps. */
  #stopDependents({ name }: NamedService): string[] {
    const { project } = this.surroundings;
    const dependents = namedServices(project).filter(({ depends_on }) => depends_on?.get(name)?.restart === true);
    const containers = dependents
      .flatMap((service) => this.#there(service.name).map((container) => ({ service, container })))
      .filter(({ container }) => !this.#stopped.has(container.id));
    for (const { container } of containers) this.#stopped.add(container.id);
    return containers.map(({ service, container }) => planStop(this.plan, container, { service }));
  }
}
