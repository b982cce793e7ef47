import type { Io } from "../io/io.ts";
import { type Listing, printRows } from "./table.ts";

export interface ListingOptions<Row> {
  readonly rows: readonly Row[];
  /** What `--format` says; empty where it is not given. */
  readonly format: string;
  /** What `config.json` says. */
  readonly configured?: string | undefined;
  readonly quiet: boolean;
  /** The columns of a plain table. */
  readonly columns: readonly string[];
}

/** Prints a listing as its `--format` and `--quiet` say; its identity is all that a quiet one shows. */
export async function printListing<Row>(io: Io, listing: Listing<Row>, options: ListingOptions<Row>): Promise<void> {
  const { rows, quiet, columns } = options;
  const format = options.format || (quiet ? "" : options.configured) || "table";
  const isRaw = format === "raw" && listing.raw !== undefined;
  if (!quiet || (format !== "table" && !isRaw)) return await printRows(io.stdout, listing, { rows, format, columns });
  const { identity = "ID" } = listing;
  const label = listing.raw?.find(([, column]) => column === identity)?.[0];
  const before = isRaw && label !== undefined ? `${label}: ` : "";
  io.stdout.write(rows.map((row) => `${before}${listing.columns[identity]?.value(row)}\n`).join(""));
}
