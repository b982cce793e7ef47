import { readFileSync } from "node:fs";
import { upstreamsOf } from "#core/container/files/inner-resolv-conf.ts";
import { hostResolver } from "#core/container/files/resolv-conf.ts";
import type { Upstream } from "#core/network/contract.ts";

const usual = "/etc/resolv.conf";
/** Where systemd-resolved names the servers that its stub stands for. */
const behindStub = "/run/systemd/resolve/resolv.conf";

/** The host's resolver configuration that containers start from: not the one that names only systemd-resolved's stub. */
export function hostResolvConfPath(): string {
  const { servers } = hostResolver(textOf(usual));
  const stub = servers.length === 1 && servers[0] === "127.0.0.53";
  return stub && textOf(behindStub) !== "" ? behindStub : usual;
}

/** The text of that file; empty where there is none. */
export function hostResolvConf(): string {
  return textOf(hostResolvConfPath());
}

/** Where the name server of a container asks for what its networks do not know. */
export function upstreamsFor(servers: readonly string[]): Upstream[] {
  return upstreamsOf(hostResolvConf(), servers);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
