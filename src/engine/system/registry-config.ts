import type { RegistryServiceConfig } from "#api/types.gen.ts";
import type { RegistryFacts } from "./system-facts.ts";

/** `RegistryConfig` of `info`: plain HTTP is taken of this machine always, and of those that were named. */
export function registryConfig({ mirrors, insecure }: RegistryFacts): RegistryServiceConfig {
  const named = insecure.map((entry) => entry.replace(/^https?:\/\//, ""));
  const ranges = named.filter(isRange);
  const registries = named.filter((entry) => !isRange(entry));
  const index = (Name: string) => [Name, { Mirrors: [], Name, Official: false, Secure: false }] as const;
  return {
    IndexConfigs: {
      ...Object.fromEntries(registries.map(index)),
      "docker.io": { Mirrors: mirrors, Name: "docker.io", Official: true, Secure: true },
    },
    InsecureRegistryCIDRs: [...new Set([...ranges, "::1/128", "127.0.0.0/8"])],
    Mirrors: mirrors.length === 0 ? null : mirrors,
  };
}

function isRange(entry: string): boolean {
  return /^[0-9a-fA-F.:]+\/\d+$/.test(entry);
}
