import type { ImageLogEntry } from "#api/types.gen.ts";
import { humanAgo } from "./human-duration.ts";
import { humanSize } from "./human-size.ts";
import type { Listing } from "./table.ts";
import { goTimeNano, shortId } from "./text.ts";

/** What `image log` can show of something that a name stood for. `now` in milliseconds since 1970. */
export function imageLogListing(options: { readonly truncate: boolean; readonly now: number }): Listing<ImageLogEntry> {
  const { truncate, now } = options;
  return {
    typeName: "*image.logContext",
    columns: {
      N: { header: "N", value: ({ N }) => String(N), json: ({ N }) => N },
      ID: { header: "IMAGE ID", value: ({ Id }) => (truncate ? shortId(Id) : Id) },
      Since: { header: "SINCE", value: ({ Time }) => humanAgo(Date.parse(Time) / 1000, now) },
      Time: { header: "TIME", value: ({ Time }) => goTimeNano(Time) },
      By: { header: "BY", value: ({ By }) => By },
      Size: { header: "SIZE", value: ({ Size }) => humanSize(Size) },
      Status: { header: "STATUS", value: statusOf },
    },
  };
}

function statusOf({ Current, Available }: ImageLogEntry): string {
  if (Current === true) return "current";
  return Available ? "kept" : "gone";
}
