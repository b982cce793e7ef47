import type { Operation, Plan, Step, Target } from "./operation.ts";

/** A plan as lines: the number of a step, what it does, why, and the steps that come before it. */
export function planText({ steps, warnings }: Plan): string {
  const lines = steps.filter(({ operation }) => operation.kind !== "show").map(stepLine);
  return [...warnings.map((warning) => `# ${warning.replaceAll("\n", " ")}`), ...lines]
    .map((line) => `${line}\n`)
    .join("");
}

function stepLine({ id, operation, reason, after }: Step): string {
  const why = reason === undefined ? "" : ` (${reason})`;
  const before = after.length === 0 ? "" : ` after ${after.join(", ")}`;
  return `${id}. ${operation.kind} ${subject(operation)}${why}${before}`;
}

const name = ({ name: text }: Target): string => text;

/** What a step is about. */
function subject(operation: Operation): string {
  switch (operation.kind) {
    case "create network":
      return operation.spec.Name;
    case "create volume":
      return operation.spec.Name ?? "";
    case "remove network":
    case "remove volume":
    case "remove image":
      return operation.name;
    case "connect network":
    case "disconnect network":
      return `${operation.network} ${name(operation.target)}`;
    case "create container":
      return operation.container.name;
    case "start container":
      return `${name(operation.target)}${operation.isStandby === true ? " as a standby" : ""}`;
    case "rename container":
      return `to ${operation.name}`;
    case "kill container":
      return operation.signal === "" ? name(operation.target) : `${name(operation.target)} by ${operation.signal}`;
    case "inject files":
      return `${operation.files.map(({ target }) => target).join(" ")} into ${name(operation.target)}`;
    case "take over":
      return `${name(operation.target)} from ${name(operation.from)}`;
    case "run hook":
      return `${(operation.hook.command ?? []).join(" ")} in ${name(operation.target)}`;
    case "run step":
      return `${operation.command.join(" ")} in ${name(operation.target)}`;
    case "wait":
      return `for ${operation.service} to be ${operation.condition.replace(/^service_/, "").replaceAll("_", " ")}`;
    case "show":
      return "";
    default:
      return name(operation.target);
  }
}

/** A plan as data, for programs: ids of steps, what they do, why, and what comes before. */
export function planJson({ steps, warnings }: Plan): string {
  const shown = steps
    .filter(({ operation }) => operation.kind !== "show")
    .map(({ id, operation, reason, after }) => ({
      id,
      operation: operation.kind,
      subject: subject(operation),
      ...(reason === undefined ? {} : { reason }),
      after,
    }));
  return `${JSON.stringify({ steps: shown, warnings }, null, 2)}\n`;
}
