/** A name that is none. Its text is that of the reference implementation. */
export class DeviceNameError extends Error {
  override readonly name = "DeviceNameError";
}

/** `vendor.com/class` of `vendor.com/class=name`, or of itself. */
export function kindOf(name: string): string {
  return name.split("=", 1)[0] ?? "";
}

/** The vendor is empty where there is none. */
export function splitKind(kind: string): { readonly vendor: string; readonly class: string } {
  const slash = kind.indexOf("/");
  if (slash <= 0 || slash === kind.length - 1) return { vendor: "", class: kind };
  return { vendor: kind.slice(0, slash), class: kind.slice(slash + 1) };
}

/** @throws DeviceNameError */
export function checkKind(kind: string): void {
  const parts = splitKind(kind);
  checkPart("vendor", parts.vendor);
  checkPart("class", parts.class);
}

function checkPart(what: string, name: string): void {
  const reason = reasonOf(name);
  if (reason !== undefined) throw new DeviceNameError(`invalid ${what}. ${reason}`);
}

function reasonOf(name: string): string | undefined {
  const quoted = JSON.stringify(name);
  if (name === "") return "empty name";
  if (!/^[A-Za-z]/.test(name)) return `${quoted}, should start with letter`;
  const wrong = /[^A-Za-z0-9_.-]/.exec(name.slice(1, -1));
  if (wrong !== null) return `invalid character '${wrong[0]}' in name ${quoted}`;
  return /[A-Za-z0-9]$/.test(name) ? undefined : `${quoted}, should end with a letter or digit`;
}

/** The part behind the equals sign. @throws DeviceNameError */
export function checkDeviceName(name: string): void {
  const quoted = JSON.stringify(name);
  if (name === "") throw new DeviceNameError("invalid (empty) device name");
  if (!/^[A-Za-z0-9]/.test(name))
    throw new DeviceNameError(`invalid class ${quoted}, should start with a letter or digit`);
  const wrong = /[^A-Za-z0-9_.:-]/.exec(name.slice(1, -1));
  if (wrong !== null) throw new DeviceNameError(`invalid character '${wrong[0]}' in device name ${quoted}`);
  if (!/[A-Za-z0-9]$/.test(name))
    throw new DeviceNameError(`invalid name ${quoted}, should end with a letter or digit`);
}
