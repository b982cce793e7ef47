import { targets } from "./targets/index.ts";
import { testTargets } from "./test-targets.ts";

testTargets(targets);
