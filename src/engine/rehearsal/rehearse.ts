import { isEngineError } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { BuildPruneQuery, BuildService } from "#core/build/contract.ts";
import { Gone, type RehearsalOutcome, type Rehearsed, type RehearsedAct } from "#core/rehearsal/contract.ts";
import { pruneOptions, reclaimedBytes } from "../build/api/prune-report.ts";
import type { ContainerService } from "../containers/container-service.ts";
import type { Images } from "../images/images.ts";
import type { NetworkService } from "../networks/network-service.ts";
import type { VolumeService } from "../volumes/volume-service.ts";

export interface RehearsalGround {
  readonly builds: Pick<BuildService, "rehearsePrune">;
  readonly containers: Pick<ContainerService, "rehearsal">;
  readonly images: Pick<Images, "rehearsal">;
  readonly networks: Pick<NetworkService, "rehearsal">;
  readonly volumes: Pick<VolumeService, "rehearsal">;
}

/** What destructive calls do, without doing it. */
export class RehearsalService {
  readonly #ground: RehearsalGround;

  constructor(ground: RehearsalGround) {
    this.#ground = ground;
  }

  /** Plays the acts one after the other, each as if those before had been done. Nothing is changed. */
  async rehearse(op: Op, acts: readonly RehearsedAct[]): Promise<RehearsalOutcome[]> {
    const player = new Player(this.#ground);
    const outcomes: RehearsalOutcome[] = [];
    for (const act of acts) {
      throwIfEnded(op);
      outcomes.push(await outcomeOf(() => player.play(op, act)));
    }
    return outcomes;
  }
}

async function outcomeOf(play: () => Promise<Rehearsed> | Rehearsed): Promise<RehearsalOutcome> {
  try {
    return await play();
  } catch (error) {
    if (!isEngineError(error) || error.kind === "canceled") throw error;
    return { error };
  }
}

class Player {
  readonly #gone = new Gone();
  readonly #builds: RehearsalGround["builds"];
  readonly #containers: ReturnType<ContainerService["rehearsal"]>;
  readonly #images: ReturnType<Images["rehearsal"]>;
  readonly #networks: ReturnType<NetworkService["rehearsal"]>;
  readonly #volumes: ReturnType<VolumeService["rehearsal"]>;

  constructor({ builds, containers, images, networks, volumes }: RehearsalGround) {
    this.#builds = builds;
    this.#containers = containers.rehearsal(this.#gone);
    this.#images = images.rehearsal(this.#gone);
    this.#networks = networks.rehearsal(this.#gone);
    this.#volumes = volumes.rehearsal(this.#gone);
  }

  play(op: Op, act: RehearsedAct): Promise<Rehearsed> | Rehearsed {
    switch (act.act) {
      case "container-remove":
        return this.#containers.remove(act.ref, act);
      case "container-stop":
        return this.#containers.stop(act.ref, act.signal);
      case "container-kill":
        return this.#containers.kill(act.ref, act.signal);
      case "container-prune":
        return this.#containers.prune(op, act.filters);
      case "image-remove":
        return this.#images.remove(act.ref, act);
      case "image-prune":
        return this.#images.prune(op, act.filters);
      case "network-remove":
        return this.#networks.remove(act.ref);
      case "network-prune":
        return this.#networks.prune(act.filters);
      case "volume-remove":
        return this.#volumes.remove(op, act.ref, act);
      case "volume-prune":
        return this.#volumes.prune(op, act.filters);
      case "build-prune":
        return this.#pruneBuilds(op, act);
    }
  }

  async #pruneBuilds(op: Op, request: BuildPruneQuery): Promise<Rehearsed> {
    const records = await this.#builds.rehearsePrune(op, pruneOptions(request), this.#gone);
    return {
      objects: records.map(({ id, description, sizeBytes }) => ({
        ...{ does: "remove", what: "build-cache", id, sizeBytes },
        ...(description === "" ? {} : { name: description }),
      })),
      reclaimedBytes: reclaimedBytes(records),
    };
  }
}
