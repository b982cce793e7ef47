import type { RunLimits } from "../run-operation.ts";

/** What a build step's programs take for their own name, unless it is given. */
export const stepHostname = "buildkitsandbox";

/** Text of a step's /etc/hosts, as BuildKit writes it. `hostGateway`: what that name stands for, with a comma between families. */
export function stepHosts(hostname: string, extra: RunLimits["extraHosts"], hostGateway: string): string {
  const more = extra.flatMap(({ host, ip }) =>
    (ip === "host-gateway" ? hostGateway.split(",") : [ip]).map((address) => `${address}\t${host}\n`),
  );
  return `127.0.0.1\tlocalhost ${hostname}\n::1\tlocalhost ip6-localhost ip6-loopback\n${more.join("")}`;
}
