import type { Invocation } from "../command.ts";
import { bool, integer, string } from "../flags/scalars.ts";
import { containerOf, part } from "./part.ts";
import type { HealthCheck } from "./service.ts";
import { positiveSpan } from "./value-flags.ts";

const flags = {
  "health-cmd": string({ usage: "Command that checks" }),
  "health-interval": positiveSpan({ usage: "Time between checks (ms|s|m|h)" }),
  "health-retries": integer({ usage: "Failures in a row that mean unhealthy" }),
  "health-start-interval": positiveSpan({ usage: "Time between checks while it starts (ms|s|m|h)" }),
  "health-start-period": positiveSpan({ usage: "Time to start in which failures do not count (ms|s|m|h)" }),
  "health-timeout": positiveSpan({ usage: "Time that one check may take (ms|s|m|h)" }),
  "no-healthcheck": bool({ usage: "Disable checks, whatever the image says" }),
};

type Given = Invocation<typeof flags>;

const fields = [
  ["health-interval", "Interval"],
  ["health-timeout", "Timeout"],
  ["health-start-period", "StartPeriod"],
  ["health-start-interval", "StartInterval"],
  ["health-retries", "Retries"],
] as const;

const none: HealthCheck = { Test: ["NONE"] };
const conflict = "--no-healthcheck conflicts with --health-* options";

/** Brings a check to what was given. */
function setFields(
  check: HealthCheck,
  { flags: given, changed }: Given,
  names: ReadonlyArray<(typeof fields)[number]>,
): void {
  for (const [name, field] of names) {
    if (!changed(name)) continue;
    if (given[name] === 0) delete check[field];
    else check[field] = given[name];
  }
  if (!changed("health-cmd")) return;
  if (given["health-cmd"] === "") delete check.Test;
  else check.Test = ["CMD-SHELL", given["health-cmd"]];
}

export const health = part({
  createFlags: flags,
  updateFlags: flags,
  create(spec, given) {
    const isGiven = given.flags["health-cmd"] !== "" || fields.some(([name]) => given.changed(name));
    if (given.flags["no-healthcheck"]) {
      if (isGiven) throw new Error(conflict);
      containerOf(spec).Healthcheck = none;
    } else if (isGiven) {
      const check: HealthCheck = {};
      setFields(check, given, fields);
      containerOf(spec).Healthcheck = check;
    }
  },
  update(spec, given) {
    // As in Docker, an update leaves the interval of the start alone.
    const changeable = fields.filter(([, field]) => field !== "StartInterval");
    const isGiven = given.changed("health-cmd") || changeable.some(([name]) => given.changed(name));
    if (given.flags["no-healthcheck"]) {
      if (isGiven) throw new Error(conflict);
      containerOf(spec).Healthcheck = none;
    }
    if (!isGiven) return;
    const check = { ...containerOf(spec).Healthcheck };
    if (check.Test?.[0] === "NONE") delete check.Test;
    setFields(check, given, changeable);
    containerOf(spec).Healthcheck = check;
  },
});
