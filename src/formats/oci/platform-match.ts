import type { Descriptor, Platform } from "./image.ts";
import { normalizePlatform, platformMatches } from "./platform.ts";

/** `386` of the same operating system runs on every amd64; older variants run on newer ones. Best first. */
export function runnablePlatforms(wanted: Platform): Platform[] {
  const platform = normalizePlatform(wanted);
  const { architecture, variant } = platform;
  if (architecture === "amd64") return [...variantsDown(platform, 2), bare(platform), with386(platform)];
  if (architecture === "arm") return variantsDown(platform, 5);
  if (architecture === "arm64") {
    const own = variant === undefined ? [platform] : [platform, bare(platform)];
    return [...own, ...variantsDown({ ...bare(platform), architecture: "arm", variant: "v8" }, 5)];
  }
  return [platform];
}

/** From the platform's variant (`v3`) down to that of the number `least`. */
function variantsDown(platform: Platform, least: number): Platform[] {
  const number = Number(/^v(\d+)$/.exec(platform.variant ?? "")?.[1] ?? Number.NaN);
  if (Number.isNaN(number)) return platform.variant === undefined ? [] : [platform];
  const vector: Platform[] = [];
  for (let at = number; at >= least; at--) vector.push({ ...platform, variant: `v${at}` });
  return vector;
}

function bare({ variant: _, ...platform }: Platform): Platform {
  return platform;
}

function with386(platform: Platform): Platform {
  return { ...bare(platform), architecture: "386" };
}

/**
 * The entries of an index that run on `wanted`, best first; equals keep the index's order, and what names no platform comes
 * last. As containerd's platforms package matches (`platforms.Only`), and Docker with it.
 */
export function matchingEntries(entries: readonly Descriptor[], wanted: Platform): Descriptor[] {
  const runnable = runnablePlatforms(wanted);
  const rank = ({ platform }: Descriptor): number =>
    platform === undefined ? runnable.length : runnable.findIndex((one) => platformMatches(platform, one));
  return entries
    .map((entry) => ({ entry, rank: rank(entry) }))
    .filter((one) => one.rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}
