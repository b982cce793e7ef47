import type { ImageHistoryItem } from "#api/types.gen.ts";
import { humanAgo } from "./human-duration.ts";
import { humanSize } from "./human-size.ts";
import type { Listing } from "./table.ts";
import { ellipsis, rfcTime, shortId } from "./text.ts";

/** Before this times are those of builds that do not tell theirs. */
const epoch = Date.UTC(2000, 0, 1) / 1000;
const stepColumns = 45;

export interface HistoryOptions {
  readonly truncate: boolean;
  /** Times as spans, sizes in units. */
  readonly human: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What `history` can show of a step of an image. */
export function historyListing({ truncate, human, now }: HistoryOptions): Listing<ImageHistoryItem> {
  const since = ({ Created }: ImageHistoryItem): string => {
    if (!human) return rfcTime(Created);
    return Created <= epoch ? "N/A" : humanAgo(Created, now);
  };
  const step = ({ CreatedBy }: ImageHistoryItem): string => {
    const text = CreatedBy.replaceAll("\t", " ");
    return truncate ? ellipsis(text, stepColumns) : text;
  };
  return {
    typeName: "*image.historyContext",
    columns: {
      ID: { header: "IMAGE", value: ({ Id }) => (truncate ? shortId(Id) : Id) },
      CreatedSince: { header: "CREATED", value: since },
      CreatedAt: { header: "CREATED AT", value: ({ Created }) => rfcTime(Created) },
      CreatedBy: { header: "CREATED BY", value: step },
      Size: { header: "SIZE", value: ({ Size }) => (human ? humanSize(Size) : String(Size)) },
      Comment: { header: "COMMENT", value: ({ Comment }) => Comment },
    },
  };
}
