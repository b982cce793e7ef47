import type { VertexMeta } from "../../graph.ts";
import type { CommandRoom } from "./apply-command.ts";

/** Which step of which Dockerfile it is, whatever its text: what `--why` compares it with. */
export function placeOf({
  stage,
  reading,
}: CommandRoom): Required<Pick<VertexMeta, "place" | "platform" | "ignoreCache">> {
  const { source, request, platforms } = reading;
  return {
    place: JSON.stringify([request.facts["place"] ?? "", source.fileName, stage.label, stage.stepIndex]),
    platform: stage.platform ?? platforms.target,
    ignoreCache: stage.ignoreCache,
  };
}
