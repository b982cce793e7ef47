import { messageOf } from "#base/errors.ts";
import { DescriptionError } from "./decode.ts";
import {
  areEmpty,
  type ContainerEdits,
  type DescribedDevice,
  type Description,
  type DeviceHook,
  type DeviceNode,
} from "./description.ts";
import { checkDeviceName, checkKind, splitKind } from "./qualified-name.ts";

/** Versions of the interface, each with what it brought. */
const versions: ReadonlyArray<{ readonly version: string; readonly isNeeded: (spec: Description) => boolean }> = [
  ...["0.1.0", "0.2.0", "0.3.0"].map((version) => ({ version, isNeeded: () => false })),
  { version: "0.4.0", isNeeded: (spec) => editsOf(spec).some(({ mounts }) => mounts.some(({ type }) => type !== "")) },
  { version: "0.5.0", isNeeded: hasHostPathsOrDigits },
  { version: "0.6.0", isNeeded: hasAnnotationsOrDots },
  {
    version: "0.7.0",
    isNeeded: (spec) => editsOf(spec).some((edits) => hasGroups(edits) || edits.intelRdt !== undefined),
  },
  ...["0.8.0", "1.0.0"].map((version) => ({ version, isNeeded: () => false })),
];

const hookNames = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

/** @throws DescriptionError in the words of the reference implementation */
export function validateDescription(description: Description): void {
  try {
    checkVersion(description);
    checkKind(description.kind);
    checkEdits(description.containerEdits);
    checkDevices(description.devices);
  } catch (error) {
    throw new DescriptionError(`invalid CDI Spec: ${messageOf(error)}`);
  }
}

function checkVersion(description: Description): void {
  const given = versions.findIndex(({ version }) => version === description.cdiVersion.replace(/^v/, ""));
  if (given < 0) throw new DescriptionError(`invalid version ${JSON.stringify(description.cdiVersion)}`);
  const needed = versions.findLastIndex(({ isNeeded }) => isNeeded(description));
  if (needed > given) throw new DescriptionError(`the spec version must be at least v${versions[needed]?.version}`);
}

function checkDevices(devices: readonly DescribedDevice[]): void {
  const names = new Set<string>();
  for (const device of devices) {
    const quoted = JSON.stringify(device.name);
    try {
      checkDevice(device);
    } catch (error) {
      throw new DescriptionError(`failed add device ${quoted}: ${messageOf(error)}`);
    }
    if (names.has(device.name)) throw new DescriptionError(`invalid spec, multiple device ${quoted}`);
    names.add(device.name);
  }
  if (names.size === 0) throw new DescriptionError("invalid spec, no devices");
}

function checkDevice({ name, containerEdits }: DescribedDevice): void {
  checkDeviceName(name);
  if (areEmpty(containerEdits)) throw new DescriptionError("invalid device, empty device edits");
  try {
    checkEdits(containerEdits);
  } catch (error) {
    throw new DescriptionError(`invalid device ${JSON.stringify(name)}: ${messageOf(error)}`);
  }
}

function checkEdits({ env, deviceNodes, hooks, mounts, intelRdt }: ContainerEdits): void {
  checkEnvironment(env, "invalid container edits");
  for (const node of deviceNodes) checkNode(node);
  for (const hook of hooks) checkHook(hook);
  for (const { hostPath, containerPath } of mounts) {
    if (hostPath === "") throw new DescriptionError("invalid mount, empty host path");
    if (containerPath === "") throw new DescriptionError("invalid mount, empty container path");
  }
  if (intelRdt !== undefined && !isClosId(intelRdt.closID)) throw new DescriptionError("invalid ClosID");
}

function checkEnvironment(variables: readonly string[], where: string): void {
  const wrong = variables.find((variable) => variable.indexOf("=") <= 0);
  if (wrong !== undefined)
    throw new DescriptionError(`${where}: invalid environment variable ${JSON.stringify(wrong)}`);
}

function checkNode({ path, type, major, minor, permissions }: DeviceNode): void {
  if (path === "") throw new DescriptionError("invalid (empty) device path");
  const quoted = JSON.stringify(path);
  if (!["", "b", "c", "u", "p"].includes(type))
    throw new DescriptionError(`device ${quoted}: invalid type ${JSON.stringify(type)}`);
  if (major < 0 || minor < 0)
    throw new DescriptionError(`device ${quoted}: invalid (negative) device number ${major}:${minor}`);
  if (!/^[rwm]*$/.test(permissions))
    throw new DescriptionError(`device ${quoted}: invalid permissions ${JSON.stringify(permissions)}`);
}

function checkHook({ hookName, path, env }: DeviceHook): void {
  const quoted = JSON.stringify(hookName);
  if (!hookNames.includes(hookName)) throw new DescriptionError(`invalid hook name ${quoted}`);
  if (path === "") throw new DescriptionError(`invalid hook ${quoted} with empty path`);
  checkEnvironment(env, `invalid hook ${quoted}`);
}

/** The name of a folder, or the root's. */
function isClosId(id: string): boolean {
  return id === "/" || (id.length < 4096 && id !== "." && id !== ".." && !/[/\n]/.test(id));
}

function editsOf({ devices, containerEdits }: Description): ContainerEdits[] {
  return [containerEdits, ...devices.map((device) => device.containerEdits)];
}

function hasGroups({ additionalGids }: ContainerEdits): boolean {
  return additionalGids.length > 0;
}

function hasHostPathsOrDigits(description: Description): boolean {
  const hasHostPath = editsOf(description).some((edits) => edits.deviceNodes.some(({ hostPath }) => hostPath !== ""));
  return hasHostPath || description.devices.some(({ name }) => name !== "" && !/^[A-Za-z]/.test(name));
}

function hasAnnotationsOrDots({ kind, annotations, devices }: Description): boolean {
  const annotated = [annotations, ...devices.map((device) => device.annotations)];
  return annotated.some((each) => Object.keys(each).length > 0) || splitKind(kind).class.includes(".");
}
