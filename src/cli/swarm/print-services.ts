import { filter } from "../flags/filter.ts";
import { bool, string } from "../flags/scalars.ts";
import { naturalOrder } from "../format/natural-order.ts";
import { printListing } from "../format/print-listing.ts";
import { serviceColumns, serviceListing } from "../format/service-listing.ts";
import { formatHelp } from "../help/format-flag.ts";
import type { Io } from "../io/io.ts";
import type { SwarmService } from "../services/service.ts";

/** Flags of `service ls` and `stack services`. */
export const serviceListFlags = {
  filter: filter({ short: "f", usage: "Show only what meets the conditions" }),
  format: string({ usage: formatHelp }),
  quiet: bool({ short: "q", usage: "Only show ids" }),
};

export async function printServices(
  io: Io,
  services: readonly SwarmService[],
  { format, quiet }: { readonly format: string; readonly quiet: boolean },
): Promise<void> {
  const rows = [...services].sort((a, b) => naturalOrder(a.Spec.Name ?? "", b.Spec.Name ?? ""));
  const configured = io.config.servicesFormat;
  await printListing(io, serviceListing, { rows, format, configured, quiet, columns: serviceColumns });
}
