import { buildInfo } from "#cli/build-info.ts";
import type { ProgramFacts } from "#engine/system/system-facts.ts";

/** What this program is, as `version` tells it. */
export const program: ProgramFacts = { ...buildInfo, languageRuntime: `bun${Bun.version}` };
