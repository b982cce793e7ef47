import type { Op } from "#base/op.ts";
import type { DeviceTable } from "./device-table.ts";

/** Where this machine says what devices it has for containers (Container Device Interface). */
export interface DescribedDevices {
  /** Whether the engine looks for descriptions at all (`features.cdi`). */
  readonly isEnabled: boolean;
  /** Folders of descriptions, the weightiest last. */
  readonly folders: readonly string[];
  /** What is described now. A file that says nothing valid is an error of the table. */
  read(op: Op): Promise<DeviceTable>;
}
