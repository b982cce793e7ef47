import { EngineError, notSupported } from "#base/errors.ts";
import type { RunOperation } from "./run-operation.ts";

const vendorAndClass = /^[A-Za-z](?:[\w.-]*[A-Za-z0-9])?\/[A-Za-z](?:[\w-]*[A-Za-z0-9])?$/;

/**
 * What becomes of the devices that a step asks for: where none are described, it does without those that it does not require, and
 * nobody needs to allow them.
 * @param described whether descriptions of CDI devices lie on this machine
 * @throws invalid-argument · not-found in BuildKit's words · not-implemented for devices that may be described
 */
export function checkDevices(devices: RunOperation["devices"], described: () => boolean): void {
  for (const { name, required } of devices) {
    const quoted = JSON.stringify(name);
    const [kind = ""] = name.split("=", 1);
    if (!vendorAndClass.test(kind))
      throw new EngineError("invalid-argument", `failed to load LLB: invalid device ${quoted}`);
    if (described()) throw notSupported(`RUN --device=${name}: devices that are described`);
    if (required) throw new EngineError("not-found", `failed to load LLB: required device ${quoted} is not registered`);
  }
}
