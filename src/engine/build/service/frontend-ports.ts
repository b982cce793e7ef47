import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { ResolvedBase } from "#core/build/contract.ts";
import type { FrontendPorts } from "#core/build/frontend.ts";
import { scratch, type Vertex } from "#core/build/graph.ts";
import type { StepClaim } from "../solver/solver.ts";
import { scratchResult } from "../solver/step.ts";
import { readable } from "../solver/tree-access.ts";
import type { BuildGround } from "./ground.ts";
import { asStep } from "./metadata-step.ts";

/** What the frontend asks while it reads a Dockerfile. What it has solved stays wanted by the claim. */
export function frontendPorts(ground: BuildGround, claim: StepClaim): FrontendPorts {
  const { deps, solver } = ground;
  const { session, progress } = claim.hold;
  const asked = new Map<string, Promise<ResolvedBase>>();
  let reader: Digest = digestOf("no file was read");
  return {
    hostPlatform: ground.hostPlatform,
    async readFile(op, vertex, file) {
      const step = claim.load(vertex);
      if (asked.size === 0) reader = step.digest;
      const { tree } = await step.result(op);
      return await deps.runners.files.readFile(op, readable(deps, tree), file);
    },
    async contentDigest(op, input, selection) {
      const { tree } = input === scratch ? scratchResult : await claim.load(input).result(op);
      return (await deps.runners.files.describe(op, readable(deps, tree), selection)).digest;
    },
    resolveImage: (op, query, name) =>
      once(asked, JSON.stringify(query), () =>
        asStep({ progress, now: deps.now }, name, (task) => deps.images.resolve(op, query, { session, task })),
      ),
    resolveLayout: (op, source, name) =>
      once(asked, JSON.stringify(source), async () => {
        const vertex: Vertex = { operation: source, meta: { name } };
        return await layoutImage(op, { step: claim.load(vertex), solver });
      }),
    warn: (warning) => progress.warning({ ...warning, vertex: reader }),
  };
}

async function layoutImage(
  op: Op,
  { step, solver }: { readonly step: ReturnType<StepClaim["load"]>; readonly solver: BuildGround["solver"] },
): Promise<ResolvedBase> {
  const { image } = await solver.brought.resolved(op, step);
  if (image === undefined) throw notSupported("an OCI layout without an image's config");
  return image;
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  let answer = known.get(key);
  if (answer === undefined) {
    answer = ask();
    known.set(key, answer);
  }
  return answer;
}
