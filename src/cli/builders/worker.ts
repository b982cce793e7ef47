import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import { askBuilder } from "./ask-builder.ts";

/** An engine's builder as it describes itself (docs/build.md). */
export interface WorkerFacts {
  readonly id: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly platforms: readonly Platform[];
  /** The rules that keep its cache small. */
  readonly gc: readonly GcRule[];
  /** What its steps can ask for. */
  readonly devices: readonly WorkerDevice[];
}

export interface WorkerDevice {
  readonly name: string;
  readonly isAutoAllowed: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface GcRule {
  readonly all: boolean;
  /** Alternatives: `type==regular`. */
  readonly filters: readonly string[];
  readonly keepDurationMs: number;
  readonly reservedSpaceBytes: number;
  readonly maxUsedSpaceBytes: number;
  readonly minFreeSpaceBytes: number;
}

export function workerFacts(op: Op, client: Client): Promise<WorkerFacts> {
  return askBuilder(op, client, { name: "worker" });
}

export function platformNames({ platforms }: WorkerFacts): string[] {
  return platforms.map(platformText);
}
