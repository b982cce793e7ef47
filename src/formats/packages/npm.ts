import { EngineError, messageOf } from "#base/errors.ts";
import { type FoundPackage, lineOf, present } from "./package.ts";

const maxLocked = 100_000;
const maxLicenses = 20;

type Fields = Readonly<Record<string, unknown>>;

/** An installed package's `package.json`; undefined where it names none, as folders of modules within packages do. @throws invalid-argument */
export function parsePackageJson(text: string, location: string): FoundPackage | undefined {
  const fields = jsonObject(text);
  const [name, version] = [textIn(fields, "name"), textIn(fields, "version")];
  if (name === "" || version === "") return undefined;
  return {
    ...identityOf(name, version),
    licenses: licensesOf(fields),
    ...present({
      maintainer: personOf(fields["author"]),
      homepage: textIn(fields, "homepage"),
      description: textIn(fields, "description"),
    }),
    locations: [location],
  };
}

/** What a `package-lock.json` or `npm-shrinkwrap.json` (versions 1 to 3) would install. @throws invalid-argument */
export function parsePackageLock(text: string, location: string): FoundPackage[] {
  const fields = jsonObject(text);
  const locked = isObject(fields["packages"]) ? lockedPackages(fields["packages"]) : lockedDependencies(fields);
  const found: FoundPackage[] = [];
  for (const { name, entry } of locked) {
    const version = textIn(entry, "version");
    if (name === "" || version === "" || entry["link"] === true) continue;
    if (found.length >= maxLocked) throw new EngineError("invalid-argument", `more than ${maxLocked} packages`);
    found.push({ ...identityOf(name, version), licenses: licensesOf(entry), locations: [location] });
  }
  return found;
}

interface Locked {
  readonly name: string;
  readonly entry: Fields;
}

/** Versions 2 and 3: by where each is installed. */
function* lockedPackages(packages: Fields): Generator<Locked> {
  for (const [path, entry] of Object.entries(packages)) {
    const at = path.lastIndexOf("node_modules/");
    if (!isObject(entry) || at < 0) continue;
    yield { name: textIn(entry, "name") || lineOf(path.slice(at + "node_modules/".length)), entry };
  }
}

/** Version 1: each with those below it. */
function* lockedDependencies(top: Fields): Generator<Locked> {
  const open: Fields[] = [top];
  for (let fields = open.pop(); fields !== undefined; fields = open.pop()) {
    const dependencies = fields["dependencies"];
    if (!isObject(dependencies)) continue;
    for (const [name, entry] of Object.entries(dependencies)) {
      if (!isObject(entry)) continue;
      yield { name: lineOf(name), entry };
      open.push(entry);
    }
  }
}

function identityOf(
  name: string,
  version: string,
): Pick<FoundPackage, "kind" | "namespace" | "name" | "version" | "qualifiers"> {
  const [, scope, inner] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const named = scope === undefined || inner === undefined ? { name } : { namespace: scope, name: inner };
  return { kind: "npm", ...named, version, qualifiers: {} };
}

/** `license`, and what packages had before it: an object, or a list `licenses`. */
function licensesOf(fields: Fields): string[] {
  const given = [fields["license"], ...(Array.isArray(fields["licenses"]) ? fields["licenses"] : [fields["licenses"]])];
  return given
    .slice(0, maxLicenses)
    .map((license) =>
      isObject(license) ? textIn(license, "type") : typeof license === "string" ? lineOf(license) : "",
    )
    .filter((license) => license !== "");
}

function personOf(author: unknown): string {
  if (typeof author === "string") return lineOf(author.replace(/\s*\([^)]*\)/, ""));
  if (!isObject(author)) return "";
  const [name, mail] = [textIn(author, "name"), textIn(author, "email")];
  return mail === "" ? name : `${name} <${mail}>`.trim();
}

function jsonObject(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (isObject(value)) return value;
  } catch (error) {
    throw new EngineError("invalid-argument", messageOf(error), { cause: error });
  }
  throw new EngineError("invalid-argument", "no JSON object");
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? lineOf(value) : "";
}
