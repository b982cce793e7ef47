import type { HistoryEntry } from "#formats/oci/image.ts";
import { withHistory } from "../image-draft.ts";
import type { CommandRoom } from "./apply-command.ts";

/** Says in the image's history what a command did. */
export function addHistory({ stage, reading }: CommandRoom, entry: HistoryEntry): void {
  const { created } = reading;
  stage.image = withHistory(stage.image, created === undefined ? entry : { created, ...entry });
}
