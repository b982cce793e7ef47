import { naturalOrder } from "../format/natural-order.ts";
import { printListing } from "../format/print-listing.ts";
import { serviceColumns, serviceListing } from "../format/service-listing.ts";
import type { Io } from "../io/io.ts";
import type { SwarmService } from "../services/service.ts";

export async function printServices(
  io: Io,
  services: readonly SwarmService[],
  { format, quiet }: { readonly format: string; readonly quiet: boolean },
): Promise<void> {
  const rows = [...services].sort((a, b) => naturalOrder(a.Spec.Name ?? "", b.Spec.Name ?? ""));
  const configured = io.config.servicesFormat;
  await printListing(io, serviceListing, { rows, format, configured, quiet, columns: serviceColumns });
}
