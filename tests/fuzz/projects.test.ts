import { projectTargets } from "./targets/index.ts";
import { testTargets } from "./test-targets.ts";

testTargets(projectTargets);
