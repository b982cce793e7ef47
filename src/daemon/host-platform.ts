import { readFileSync } from "node:fs";
import { amd64Variant } from "#formats/oci/amd64-variant.ts";
import type { Platform } from "#formats/oci/image.ts";

/** This machine's platform, with the variant of its processor. */
export function hostPlatform(architecture: string): Platform {
  const variant = architecture === "amd64" ? amd64Variant(processorFlags()) : undefined;
  return { os: "linux", architecture, ...(variant === undefined ? {} : { variant }) };
}

function processorFlags(): ReadonlySet<string> {
  const text = readFileSync("/proc/cpuinfo", "utf8");
  return new Set(/^flags\s*:\s*(.*)$/m.exec(text)?.[1]?.split(" ") ?? []);
}
