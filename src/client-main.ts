/** The client alone, for every desktop: the command line and Compose, without an engine. */
import type { MainOptions } from "#cli/connect.ts";
import { calledAs, runClient } from "./client-program.ts";
import { lentOnLinux, openRepository } from "./lent.ts";

const lent: MainOptions = { ...(process.platform === "linux" ? lentOnLinux : {}), openRepository };

process.exit(await runClient(calledAs(), process.argv.slice(2), lent));
