import { notSupported } from "#base/errors.ts";
import type { ContainerEdits, DeviceHook, DeviceMount } from "#formats/cdi/description.ts";
import type { OciHook, OciHooks, OciMount } from "#formats/oci/runtime-spec.ts";
import { cleanPath } from "./plan-mounts.ts";

/** What devices that are described change in a container, besides their nodes. */
export interface DeviceEdits {
  readonly environment: readonly string[];
  readonly mounts: readonly OciMount[];
  readonly hooks: OciHooks;
  readonly groups: readonly number[];
}

export const noDeviceEdits: DeviceEdits = { environment: [], mounts: [], hooks: {}, groups: [] };

/** @throws not-implemented for what no container can be given here */
export function deviceEdits({ env, mounts, hooks, additionalGids, intelRdt }: ContainerEdits): DeviceEdits {
  if (intelRdt !== undefined) throw notSupported("intelRdt of a CDI device");
  return {
    environment: env,
    mounts: mounts.map(mountOf),
    hooks: hooksOf(hooks),
    groups: additionalGids.filter((id) => id !== 0),
  };
}

function mountOf({ containerPath, hostPath, options, type }: DeviceMount): OciMount {
  return { destination: cleanPath(containerPath), type: type === "" ? "bind" : type, source: hostPath, options };
}

function hooksOf(hooks: readonly DeviceHook[]): OciHooks {
  const byName: Partial<Record<keyof OciHooks, OciHook[]>> = {};
  for (const { hookName, path, args, env, timeout } of hooks) {
    const hook = { path, args, env, ...(timeout === undefined ? {} : { timeout }) };
    const moment = hookName as keyof OciHooks;
    byName[moment] = [...(byName[moment] ?? []), hook];
  }
  return byName;
}
