import { posix } from "node:path";
import type { RunMount, RunOperation, SecretMount } from "../run-operation.ts";
import { invalidMountTarget } from "./errors.ts";

/** A mount with the absolute path where the program finds it. */
export interface PlacedMount<Mount extends RunMount = RunMount> {
  readonly mount: Mount;
  readonly target: string;
}

/**
 * The mounts of an operation in the order in which they are made: a parent comes before what lies in it. Secrets that are
 * only in the environment are none. @throws invalid-argument for the root
 */
export function placedMounts({ mounts, cwd }: Pick<RunOperation, "mounts" | "cwd">): PlacedMount[] {
  const placed = mounts.flatMap((mount): PlacedMount[] => {
    if (mount.target === undefined) return [];
    const target = posix.resolve("/", cwd, mount.target);
    if (target === "/") throw invalidMountTarget(mount.type, mount.target);
    return [{ mount, target }];
  });
  return placed.sort((a, b) => (a.target < b.target ? -1 : Number(a.target > b.target)));
}

/** Secrets that the program finds in a variable. */
export function environmentSecrets({
  mounts,
}: Pick<RunOperation, "mounts">): (SecretMount & { readonly env: string })[] {
  return mounts.flatMap((mount) =>
    mount.type === "secret" && mount.env !== undefined ? [{ ...mount, env: mount.env }] : [],
  );
}

/** Whether the runtime mounts something of its own over what the tree has there. */
export function isBelowKernelMounts(target: string): boolean {
  return /^\/(?:dev|proc|sys)(?:\/|$)/.test(target);
}
