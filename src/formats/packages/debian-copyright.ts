import { paragraphs } from "./control-fields.ts";
import { lineOf } from "./package.ts";

const maxLicenses = 50;
const commonLicense = /\/usr\/share\/common-licenses\/([A-Za-z0-9][A-Za-z0-9.+-]*[A-Za-z0-9+])/g;

/**
 * The licences that a Debian package's `copyright` names: those of its machine-readable form (copyright-format 1.0), or else the
 * common licences that its text points to. Each once, sorted.
 */
export function parseDebianCopyright(text: string): string[] {
  const named = isMachineReadable(text) ? shortNames(text) : new Set<string>();
  if (named.size === 0) for (const [, name = ""] of text.matchAll(commonLicense)) add(named, name);
  return [...named].sort();
}

function isMachineReadable(text: string): boolean {
  return /^format(?:-specification)?:/im.test(text.slice(0, 2000));
}

function shortNames(text: string): Set<string> {
  const found = new Set<string>();
  for (const paragraph of paragraphs(text)) {
    const [synopsis = ""] = paragraph.field("license").split("\n", 1);
    add(found, lineOf(synopsis, 200));
  }
  return found;
}

function add(found: Set<string>, name: string): void {
  if (name !== "" && found.size < maxLicenses) found.add(name);
}
