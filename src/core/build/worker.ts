import type { Platform } from "#formats/oci/image.ts";
import type { PruneOptions } from "./contract.ts";

/** A device that is described on this machine. */
export interface BuildDevice {
  /** `vendor.com/class=name`. */
  readonly name: string;
  /** Whether every build may have it. */
  readonly isAutoAllowed: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The engine as clients of BuildKit list it: one worker. */
export interface BuildWorker {
  readonly id: string;
  /** Of the BuildKit whose API the engine speaks: clients know by it what they may ask for. */
  readonly version: string;
  /** By BuildKit's names. */
  readonly labels: Readonly<Record<string, string>>;
  /** This machine's. */
  readonly platform: Platform;
  /** What programs can be run of: `platform` first. */
  readonly platforms: readonly Platform[];
  /** The rules that keep the cache small, as they are now; the most careful first. */
  gcPolicies(): Promise<readonly PruneOptions[]>;
  /** What devices steps can ask for, as they are now. */
  devices(): Promise<readonly BuildDevice[]>;
}
