import { join } from "node:path";
import { foreignChecks } from "../../support/foreign-checks.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

// Under Node: Bun has an undici of its own, which asks no agent for the socket.
foreignChecks(sharedEngine(), ["node", join(import.meta.dir, "node-sdk.checks.mjs")]);
