import { csvFields } from "#base/csv.ts";
import { messageOf } from "#base/errors.ts";
import { parseBool } from "#base/strconv.ts";
import { withSuggestion } from "#base/suggest.ts";
import { DockerfileError } from "../dockerfile-error.ts";

/** A device for one `RUN`: `--device=name,required`. */
export interface Device {
  /** A CDI name: `vendor.com/class=device`. */
  readonly name: string;
  readonly required: boolean;
}

/** @throws DockerfileError in BuildKit's words */
export function parseDevice(text: string): Device {
  let device: Device = { name: "", required: false };
  for (const field of fieldsOf(text)) device = withField(device, field);
  return device;
}

function fieldsOf(text: string): string[] {
  try {
    return csvFields(text);
  } catch (error) {
    throw new DockerfileError(`failed to parse csv devices: ${messageOf(error)}`);
  }
}

function withField(device: Device, field: string): Device {
  const equals = field.indexOf("=");
  const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase();
  if (key === "required") return { ...device, required: equals < 0 || requiredOf(field.slice(equals + 1)) };
  if (key === "name" && equals >= 0) {
    if (device.name !== "") throw new DockerfileError(`device name already set to ${device.name}`);
    return { ...device, name: field.slice(equals + 1) };
  }
  // A name of its own may have an equals sign in it.
  if (device.name === "") return { ...device, name: field };
  if (equals < 0) throw new DockerfileError(`invalid field '${field}' must be a key=value pair`);
  const options = ["name", "required"];
  throw new DockerfileError(
    withSuggestion(`unexpected key '${key}' in '${field}'`, key, { options, caseSensitive: true }),
  );
}

function requiredOf(value: string): boolean {
  try {
    return parseBool(value);
  } catch {
    throw new DockerfileError(`invalid value for required: ${value}`);
  }
}
