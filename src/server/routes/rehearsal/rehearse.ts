import { encodeList } from "#api/encode.ts";
import type { RehearsalAct, RehearsalOutcome as ShownOutcome } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import type { RehearsalOutcome, RehearsedAct } from "#core/rehearsal/contract.ts";
import type { Exchange } from "../../exchange.ts";
import { httpStatus } from "../../http-status.ts";
import type { RouteTools } from "../handler.ts";
import { platformParameter } from "../images/platform-parameter.ts";

export async function rehearse(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { Acts } = await exchange.json("RehearsalRequest");
  const outcomes = await backends.rehearsal.rehearse(exchange.op, (Acts ?? []).map(actOf));
  exchange.answerWith(200, encodeList("RehearsalOutcome", outcomes.map(shown)));
}

/** @throws invalid-argument for an act that is none */
function actOf(given: RehearsalAct): RehearsedAct {
  const { Act: act, Ref: ref = "", Force: force = false, Signal: signal = "" } = given;
  const filters = new Map(Object.entries(given.Filters ?? {}).map(([name, values]) => [name, new Set(values)]));
  switch (act) {
    case "container-remove":
      return { act, ref, force, volumes: given.Volumes ?? false, link: given.Link ?? false };
    case "container-stop":
    case "container-kill":
      return { act, ref, signal };
    case "image-remove": {
      const platforms = (given.Platforms ?? []).map(platformParameter);
      return { act, ref, force, noPrune: given.NoPrune ?? false, platforms };
    }
    case "volume-remove":
      return { act, ref, force };
    case "network-remove":
      return { act, ref };
    case "container-prune":
    case "image-prune":
    case "network-prune":
    case "volume-prune":
      return { act, filters };
    case "build-prune": {
      const { All: all = false, ReservedSpace = 0, MaxUsedSpace = 0, MinFreeSpace = 0 } = given;
      const limits = { reservedSpace: ReservedSpace, maxUsedSpace: MaxUsedSpace, minFreeSpace: MinFreeSpace };
      return { act, all, filters, ...limits };
    }
    default:
      throw new EngineError("invalid-argument", `not supported: rehearsing ${JSON.stringify(act)}`);
  }
}

function shown(outcome: RehearsalOutcome): ShownOutcome {
  if ("error" in outcome) return { Objects: [], Status: httpStatus(outcome.error), Message: outcome.error.message };
  return {
    Objects: outcome.objects.map(({ does, what, id, name, sizeBytes }) => ({
      ...{ Does: does, What: what, Id: id },
      ...(name === undefined ? {} : { Name: name }),
      ...(sizeBytes === undefined ? {} : { Size: sizeBytes }),
    })),
    ...(outcome.reclaimedBytes === undefined ? {} : { SpaceReclaimed: outcome.reclaimedBytes }),
  };
}
