import { pairsOf } from "../container-spec/key-values.ts";
import { checkEnv } from "../container-spec/names.ts";
import { list } from "../flags/lists.ts";
import { string } from "../flags/scalars.ts";
import { samePart } from "./part.ts";

/** Options count only beside a driver. */
export const logDriver = samePart(
  {
    "log-driver": string({ usage: "Driver that keeps the output" }),
    "log-opt": list({ usage: "Option of that driver", check: checkEnv }),
  },
  (spec, { flags }) => {
    if (flags["log-driver"] === "") return;
    const options = pairsOf(flags["log-opt"]);
    const isPlain = Object.keys(options).length === 0;
    spec.TaskTemplate.LogDriver = { Name: flags["log-driver"], ...(isPlain ? {} : { Options: options }) };
  },
);
