import { join } from "node:path";
import { foreignChecks } from "../../support/foreign-checks.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

foreignChecks(sharedEngine(), ["node", join(import.meta.dir, "testcontainers.checks.mjs")]);
