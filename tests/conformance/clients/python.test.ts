import { join } from "node:path";
import { foreignChecks } from "../../support/foreign-checks.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

// Debian's Python: the library is one of its packages.
foreignChecks(sharedEngine(), ["/usr/bin/python3", join(import.meta.dir, "python_checks.py")]);
