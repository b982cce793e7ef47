import { parseDuration } from "#base/duration.ts";
import type { Service } from "#compose/shape/service.ts";
import type { LocalImage } from "./local-images.ts";

const dayNs = 24 * 3600 * 1e9;
const periodsNs: Readonly<Record<string, number>> = { daily: dayNs, weekly: 7 * dayNs };

/** Whether a service's image is fetched before its containers are made. @throws Error for a period that is none */
export function mustPull(service: Service, image: LocalImage | undefined, nowMs: number): boolean {
  if (service.provider !== undefined || !service.image) return false;
  const policy = service.pull_policy ?? "";
  if (policy === "always") return true;
  if (policy === "never" || policy === "build") return false;
  const periodNs = refreshPeriod(policy);
  if (image === undefined || periodNs === undefined) return image === undefined;
  return nowMs > image.taggedMs + periodNs / 1e6;
}

/** After how long an image is fetched again; `undefined`: never, while it is there. */
function refreshPeriod(policy: string): number | undefined {
  const every = /^every_(.*)$/.exec(policy)?.[1];
  return every === undefined ? periodsNs[policy] : Number(parseDuration(every));
}
