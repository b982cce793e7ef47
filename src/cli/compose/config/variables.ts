import type { Op } from "#base/op.ts";
import { type VariableReference, variableReferences } from "#compose/file/variable-references.ts";
import { byteSorted } from "#formats/json/write-json.ts";
import { naturallySorted } from "#formats/yaml/natural-order.ts";
import type { YamlValue } from "#formats/yaml/value.ts";
import { writeYaml } from "#formats/yaml/write-yaml.ts";
import { ExitError } from "../../errors.ts";
import { indentJson } from "../../format/indent-json.ts";
import { alignTabs } from "../../format/tabwriter.ts";
import { type ConfigInvocation, skippedSteps } from "./flags.ts";

const wide = { minWidth: 20, padding: 3 };

/** What `--variables` prints. @throws ComposeError */
export async function variableListing(op: Op, { flags, settings, projects }: ConfigInvocation): Promise<string> {
  const steps = skippedSteps({ ...flags, "no-interpolate": true }, settings);
  const variables = variableReferences(await projects.model(op, { skips: steps }));
  switch (flags.format.toLowerCase()) {
    case "":
    case "table":
    case "pretty":
      return table(variables);
    case "json":
    case "template:json":
      return json(variables);
    case "yaml":
      return writeYaml(naturallySorted(new Map([...variables].map(([name, found]) => [name, yamlEntry(found)]))), 4);
    default:
      throw new ExitError(1, `format value ${JSON.stringify(flags.format)} could not be parsed: parsing failed`);
  }
}

function table(variables: ReadonlyMap<string, VariableReference>): string {
  const rows = [...byteSorted(variables).values()].map(({ name, isRequired, defaultValue, presenceValue }) =>
    [name, String(isRequired), defaultValue, presenceValue].join("\t"),
  );
  return alignTabs([["NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE"].join("\t"), ...rows, ""].join("\n"), wide);
}

function json(variables: ReadonlyMap<string, VariableReference>): string {
  const entries = [...byteSorted(variables)].map(([name, { defaultValue, presenceValue, isRequired }]) => [
    name,
    { Name: name, DefaultValue: defaultValue, PresenceValue: presenceValue, Required: isRequired },
  ]);
  return `${indentJson(JSON.stringify(Object.fromEntries(entries)))}\n\n`;
}

const yamlEntry = ({ name, defaultValue, presenceValue, isRequired }: VariableReference): YamlValue =>
  new Map<string, YamlValue>([
    ["name", name],
    ["defaultvalue", defaultValue],
    ["presencevalue", presenceValue],
    ["required", isRequired],
  ]);
