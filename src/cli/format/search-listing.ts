import type { ImageSearchItem } from "#client/image-search.ts";
import type { Listing } from "./table.ts";
import { ellipsis } from "./text.ts";

const descriptionColumns = 45;

/** What `search` can show of an image. */
export function searchListing({ truncate }: { readonly truncate: boolean }): Listing<ImageSearchItem> {
  const description = (item: ImageSearchItem): string => {
    const text = item.description.replace(/[\r\n]/g, " ");
    return truncate ? ellipsis(text, descriptionColumns) : text;
  };
  return {
    typeName: "*registry.searchContext",
    columns: {
      Name: { header: "NAME", value: ({ name }) => name },
      Description: { header: "DESCRIPTION", value: description },
      StarCount: { header: "STARS", value: (item) => String(item.star_count) },
      IsOfficial: {
        header: "OFFICIAL",
        value: (item) => (item.is_official ? "[OK]" : ""),
        json: (item) => String(item.is_official),
      },
    },
  };
}
