import type { Plugin } from "#client/plugin-list.ts";
import type { Listing } from "./table.ts";
import { ellipsis, shortId } from "./text.ts";

const descriptionWidth = 45;

/** The columns of a plain table. */
export const pluginColumns = ["ID", "Name", "Description", "Enabled"];

/** What `plugin ls` can show of a plugin. */
export function pluginListing({ truncate }: { readonly truncate: boolean }): Listing<Plugin> {
  return {
    typeName: "*plugin.pluginContext",
    columns: {
      ID: { header: "ID", value: ({ Id = "" }) => (truncate ? shortId(Id) : Id) },
      Name: { header: "NAME", value: ({ Name }) => Name },
      Description: {
        header: "DESCRIPTION",
        value: ({ Config }) => {
          const line = Config.Description.replaceAll("\n", "").replaceAll("\r", "");
          return truncate ? ellipsis(line, descriptionWidth) : line;
        },
      },
      Enabled: { header: "ENABLED", value: ({ Enabled }) => Enabled },
      PluginReference: { header: "PLUGIN REFERENCE", value: ({ PluginReference = "" }) => PluginReference },
    },
    rawSpaced: true,
    raw: [
      ["plugin_id", "ID"],
      ["name", "Name"],
      ["description", "Description"],
      ["enabled", "Enabled"],
    ],
  };
}
