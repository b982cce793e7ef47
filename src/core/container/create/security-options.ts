import type { HostConfig } from "#api/types.gen.ts";
import { notSupported } from "#base/errors.ts";
import { invalidAsSystem } from "./invalid.ts";

const booleans = /^(1|t|true|0|f|false)$/i;

/** @throws system `invalid --security-opt 1: "x"`, as Docker answers it */
export function checkSecurityOptions(options: readonly string[]): void {
  for (const option of options) {
    if (option === "no-new-privileges" || option === "disable") continue;
    const match = /^([^=:]*)[=:](.*)$/s.exec(option);
    if (match === null) throw invalidAsSystem(`invalid --security-opt 1: ${JSON.stringify(option)}`);
    const [, key = "", value = ""] = match;
    const fail = () => invalidAsSystem(`invalid --security-opt 2: ${JSON.stringify(option)}`);
    if (key === "no-new-privileges" || key === "writable-cgroups") {
      if (!booleans.test(value)) throw fail();
      if (key === "writable-cgroups" && /^(1|t)/i.test(value))
        throw notSupported("HostConfig.SecurityOpt writable-cgroups");
    } else if (!["label", "apparmor", "seccomp"].includes(key)) throw fail();
  }
}

/** Docker notes that labels are off where namespaces are shared with the host. */
export function withLabelsDisabled(host: HostConfig): HostConfig["SecurityOpt"] {
  const shares = host.Privileged || host.PidMode === "host" || host.IpcMode === "host";
  if (!shares || (host.SecurityOpt ?? []).some((option) => /^label[=:]/.test(option))) return host.SecurityOpt;
  return [...(host.SecurityOpt ?? []), "label=disable"];
}
