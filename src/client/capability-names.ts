/** Capabilities as clients send them, with the kernel's names: `net_admin` is `CAP_NET_ADMIN`. */
export function capabilityNames(names: readonly string[]): readonly string[] | null {
  if (names.length === 0) return null;
  const full = names.map((name) => {
    const upper = name.trim().toUpperCase();
    return upper === "ALL" || upper === "RESET" || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
  });
  return full.includes("ALL") ? ["ALL"] : [...new Set(full)].sort();
}
