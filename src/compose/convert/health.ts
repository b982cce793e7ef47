import type { HealthConfig } from "#api/types.gen.ts";
import { ComposeError } from "../errors.ts";
import type { HealthCheck } from "../shape/health.ts";

/** The probe of a service's containers. @throws ComposeError for a start interval without a start period */
export function healthConfig(check: HealthCheck | undefined): HealthConfig | undefined {
  if (check === undefined) return undefined;
  if (check.start_interval !== undefined && check.start_period === undefined)
    throw new ComposeError("healthcheck.start_interval requires healthcheck.start_period to be set");
  return {
    Test: check.disable === true ? ["NONE"] : (check.test ?? []),
    Interval: check.interval ?? 0,
    Timeout: check.timeout ?? 0,
    StartPeriod: check.start_period ?? 0,
    StartInterval: check.start_interval ?? 0,
    Retries: check.retries ?? 0,
  };
}
