import { isIP } from "node:net";
import type { HostConfig } from "#api/types.gen.ts";
import { splitExtraHost } from "../files/hosts.ts";
import { invalid } from "./invalid.ts";

/** @throws invalid-argument `invalid port specification: "x"` */
export function checkPortBindings(bindings: HostConfig["PortBindings"]): void {
  for (const [key, list] of Object.entries(bindings ?? {})) {
    const port = key.split("/", 1)[0] ?? "";
    if (port !== "" && !isPort(port)) throw badPort(port);
    for (const { HostPort } of list ?? []) {
      const [low = "", high] = (HostPort ?? "").split("-");
      const valid =
        (low === "" && high === undefined) ||
        (isPort(low) && (high === undefined || (isPort(high) && Number(high) >= Number(low))));
      if (!valid) throw badPort(HostPort);
    }
  }
}

function badPort(text: string): Error {
  return invalid(`invalid port specification: ${JSON.stringify(text)}`);
}

function isPort(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) <= 65535;
}

/** @throws invalid-argument `bad format for add-host: "x"`, `invalid IP address in add-host: "x"` */
export function checkExtraHosts(entries: readonly string[]): void {
  for (const entry of entries) {
    const end = entry.indexOf(":");
    if (end <= 0) throw invalid(`bad format for add-host: ${JSON.stringify(entry)}`);
    const { address } = splitExtraHost(entry);
    if (address !== "host-gateway" && isIP(address) === 0) {
      throw invalid(`invalid IP address in add-host: ${JSON.stringify(entry.slice(end + 1))}`);
    }
  }
}
