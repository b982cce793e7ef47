import { BakeError } from "./errors.ts";

/** What builds may do beyond their own container: as `--allow` says, or as they ask for. */
export interface Entitlements {
  networkHost: boolean;
  securityInsecure: boolean;
  ssh: boolean;
  readonly reads: string[];
  readonly writes: string[];
}

export const noEntitlements = (): Entitlements => ({
  networkHost: false,
  securityInsecure: false,
  ssh: false,
  reads: [],
  writes: [],
});

/** Reads the values of `--allow`. @throws BakeError */
export function parseEntitlements(values: readonly string[]): Entitlements {
  const allowed = noEntitlements();
  for (const given of values) {
    const at = given.indexOf("=");
    const key = at === -1 ? given : given.slice(0, at);
    const path = at === -1 ? "" : given.slice(at + 1);
    if (given === "network.host") allowed.networkHost = true;
    else if (given === "security.insecure") allowed.securityInsecure = true;
    else if (given === "ssh") allowed.ssh = true;
    else if (key === "fs.read") allowed.reads.push(path);
    else if (key === "fs.write") allowed.writes.push(path);
    else if (key === "fs") {
      allowed.reads.push(path);
      allowed.writes.push(path);
    } else if (!["image.push", "image.load", "image"].includes(key))
      throw new BakeError(`unknown entitlement key ${JSON.stringify(key)}`);
  }
  return allowed;
}
