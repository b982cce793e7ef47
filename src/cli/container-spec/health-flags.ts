import { bool, duration, integer, string } from "../flags/scalars.ts";

/** Flags about the check of a container's health. */
export const healthFlags = {
  "health-cmd": string({ usage: "Command that checks" }),
  "health-interval": duration({ usage: "Time between checks (ms|s|m|h)" }),
  "health-retries": integer({ usage: "Failures in a row that mean unhealthy" }),
  "health-start-interval": duration({ usage: "Time between checks while it starts (ms|s|m|h)" }),
  "health-start-period": duration({ usage: "Time to start in which failures do not count (ms|s|m|h)" }),
  "health-timeout": duration({ usage: "Time that one check may take (ms|s|m|h)" }),
  "no-healthcheck": bool({ usage: "Disable checks, whatever the image says" }),
};
