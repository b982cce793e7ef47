import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ClientTarget, executableOf } from "./targets.ts";

const mainName = "gantry-cli";

interface PackageOptions {
  /** Where packages are put together. */
  readonly folder: string;
  /** Where their archives go. */
  readonly output: string;
  readonly version: string;
}

const common = { license: "Apache-2.0" } as const;

/** A package that has the client of one system alone; npm installs it on machines that fit. Gives its archive's name. */
export function platformPackage(target: ClientTarget, program: string, options: PackageOptions): string {
  const { npm, name } = target;
  const folder = join(options.folder, `${mainName}-${name}`);
  mkdirSync(join(folder, "bin"), { recursive: true });
  copyFileSync(program, join(folder, "bin", executableOf(target)));
  write(folder, {
    ...common,
    name: `${mainName}-${name}`,
    version: options.version,
    description: `The Gantry command line for ${name}`,
    os: [npm.os],
    cpu: [npm.cpu],
    ...(npm.libc === undefined ? {} : { libc: [npm.libc] }),
    files: ["bin"],
    preferUnplugged: true,
  });
  return pack(folder, options.output);
}

/** The package that people install: it finds the one for their machine, and is that. Gives its archive's name. */
export function mainPackage(targets: readonly ClientTarget[], options: PackageOptions): string {
  const folder = join(options.folder, mainName);
  mkdirSync(join(folder, "bin"), { recursive: true });
  copyFileSync("packaging/npm/gantry.js", join(folder, "bin/gantry.js"));
  copyFileSync("packaging/npm/README.md", join(folder, "README.md"));
  write(folder, {
    ...common,
    name: mainName,
    version: options.version,
    description: "Gantry's command line: Docker's client and Compose in one program",
    bin: { gantry: "bin/gantry.js" },
    engines: { node: ">=20" },
    files: ["bin", "README.md"],
    optionalDependencies: Object.fromEntries(targets.map(({ name }) => [`${mainName}-${name}`, options.version])),
  });
  return pack(folder, options.output);
}

function write(folder: string, content: object): void {
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(content, undefined, 2)}\n`);
}

function pack(folder: string, output: string): string {
  const argv = ["pack", "--silent", "--ignore-scripts", "--pack-destination", output, folder];
  return execFileSync("npm", argv, { encoding: "utf8" }).trim();
}
