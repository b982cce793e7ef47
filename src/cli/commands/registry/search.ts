import { imageSearch } from "#client/image-search.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { registryAuthHeader } from "../../credentials/credential.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { storeKey } from "../../credentials/keys.ts";
import { filter } from "../../flags/filter.ts";
import { bool, integer, string } from "../../flags/scalars.ts";
import { searchListing } from "../../format/search-listing.ts";
import { printRows } from "../../format/table.ts";

export const command = {
  usage: "[OPTIONS] TERM",
  arguments: exactly(1),
  flags: {
    filter: filter({ short: "f", usage: "Filter output based on conditions provided" }),
    format: string({ usage: "Pretty-print search using a Go template" }),
    limit: integer({ usage: "Max number of search results" }),
    "no-trunc": bool({ usage: "Don't truncate output" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const [term = ""] = args;
  const key = storeKey(domainOf(term));
  const credential = await new Credentials(io).storeFor(key).get(op, key);
  const rows = await imageSearch(op, client, term, {
    limit: flags.limit,
    filters: flags.filter,
    registryAuth: registryAuthHeader(credential),
  });
  const listing = searchListing({ truncate: !flags["no-trunc"] });
  const columns = ["Name", "Description", "StarCount", "IsOfficial"];
  await printRows(io.stdout, listing, { rows, format: flags.format || "table", columns });
});

/** The registry whose index is asked: Docker Hub, unless the term begins with a host. */
function domainOf(term: string): string {
  const [first = ""] = term.split("/", 1);
  const isHost = first !== term && (/[.:]/.test(first) || first === "localhost");
  return isHost ? first : "docker.io";
}
