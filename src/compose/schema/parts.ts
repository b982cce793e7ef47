import {
  exact,
  flag,
  flagText,
  integerText,
  listOf,
  name,
  named,
  nothing,
  numberText,
  object,
  oneOf,
  setOf,
  text,
  type,
} from "./schema.ts";

export const names = setOf(text);
export const nameOrNames = oneOf(text, names);
export const textOrTexts = oneOf(text, listOf(text));

/** `key: value`, or a list of `key=value`. */
export const pairs = oneOf(named(/[^\n]+/, type("string", "number", "boolean", "null")), names);

export const command = oneOf(nothing, text, listOf(text));
export const hosts = oneOf(named(/[^\n]+/, textOrTexts), names);

/** Options of a driver. */
export const driverOptions = named(/^[^\n]+$/, numberText, false);

export const fileReferences = listOf(
  oneOf(text, object({ source: text, target: text, uid: text, gid: text, mode: numberText })),
);

export const ulimits = named(
  /^[a-z]+$/,
  oneOf(integerText, object({ hard: integerText, soft: integerText }, "soft", "hard")),
  false,
);

const deviceRequest = { capabilities: names, count: integerText, device_ids: names, driver: text, options: pairs };

export const deviceRequests = listOf(object(deviceRequest, "capabilities"));
export const gpuRequests = listOf({ types: ["object"], properties: deviceRequest });

const hookProperties = { command, user: text, privileged: flagText, working_dir: text, environment: pairs };

export const hook = object(hookProperties, "command");
/** One that runs before the service does may have an image of its own. */
export const startHook = object({ ...hookProperties, image: text, per_replica: flagText });

export const environmentFiles = oneOf(
  text,
  listOf(oneOf(text, exact({ path: text, format: text, required: flagText }, "path"))),
);

export const dependencies = oneOf(
  names,
  named(
    name,
    object(
      {
        restart: flagText,
        required: flag,
        condition: {
          types: ["string"],
          values: ["service_started", "service_healthy", "service_completed_successfully"],
        },
      },
      "condition",
    ),
  ),
);
