import type { DescribedDevices } from "./contract.ts";
import { type DescriptionFile, DeviceTable } from "./device-table.ts";

/** Descriptions without files. */
export class FakeDevices implements DescribedDevices {
  readonly isEnabled: boolean;
  readonly folders: readonly string[];
  readonly #files: readonly DescriptionFile[];

  constructor({ isEnabled = true, folders = ["/etc/cdi"], files = [] }: FakeDeviceOptions) {
    this.isEnabled = isEnabled;
    this.folders = folders;
    this.#files = files;
  }

  read(): Promise<DeviceTable> {
    return Promise.resolve(new DeviceTable(this.#files));
  }
}

export interface FakeDeviceOptions {
  readonly isEnabled?: boolean;
  readonly folders?: readonly string[];
  readonly files?: readonly DescriptionFile[];
}
