/** Makes docs/dockerfile-features.md: which Dockerfile of the tests has which feature of the language. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const root = join(import.meta.dirname, "..");
const shownNames = 3;
const testMark = "test ";

/** Kind → name → a pattern of the text of a Dockerfile's folder. */
type Features = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Text {
  readonly name: string;
  readonly text: string;
}

/** The files made: path from the repository's root → text. @throws Error naming the features that no Dockerfile has */
export function generate(): Map<string, string> {
  const features = parse(readFileSync(join(root, "spec/dockerfile-features.yaml"), "utf8")) as Features;
  const texts = [...cases(), ...singles("refused"), ...singles("lint")];
  const missing: string[] = [];
  const sections = Object.entries(features).map(([kind, ofKind]) => {
    const rows = Object.entries(ofKind).map(([name, pattern]) => {
      const users = usersOf(name, pattern, texts);
      if (users.length === 0) missing.push(name);
      return `| \`${name.replaceAll("|", "\\|")}\` | ${shown(users)} |`;
    });
    return `## ${kind}\n\n| feature | Dockerfile |\n| --- | --- |\n${rows.join("\n")}`;
  });
  if (missing.length > 0) throw new Error(`no Dockerfile of the tests has: ${missing.join(", ")}`);
  const count = Object.values(features).reduce((sum, ofKind) => sum + Object.keys(ofKind).length, 0);
  return new Map([["docs/dockerfile-features.md", `${[intro(count), ...sections].join("\n\n")}\n`]]);
}

function usersOf(name: string, pattern: string, texts: readonly Text[]): readonly string[] {
  if (!pattern.startsWith(testMark))
    return texts.filter(({ text }) => new RegExp(pattern, "m").test(text)).map((text) => text.name);
  const path = pattern.slice(testMark.length);
  const word = name.slice(name.lastIndexOf(".") + 1);
  return readFileSync(join(root, path), "utf8").includes(word) ? [`\`${path}\``] : [];
}

function shown(users: readonly string[]): string {
  const more = users.length > shownNames ? ` and ${users.length - shownNames} more` : "";
  return `${users.slice(0, shownNames).join(", ")}${more}`;
}

function intro(count: number): string {
  return `# Features of Dockerfiles

Made by \`bun run gen\` from \`spec/dockerfile-features.yaml\` and the Dockerfiles of the tests. Do not edit.

Each of the ${count} features of the Dockerfile language (1.26) is used by a test at least once: by a folder of \`tests/build/dockerfiles\`,
which this engine and the real Docker build to equal trees and configs, or by a file of \`tests/conformance/build\`, to which both say the same.`;
}

/** The files of each folder, one after the other, each after a line with its name. */
function cases(): readonly Text[] {
  const folder = join(root, "tests/build/dockerfiles");
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const files = ["Dockerfile", "Dockerfile.dockerignore", ".dockerignore", "build.json"];
      const there = files.filter((file) => existsSync(join(folder, name, file)));
      return {
        name,
        text: there.map((file) => `== ${file}\n${readFileSync(join(folder, name, file), "utf8")}`).join(""),
      };
    });
}

/** A Dockerfile and what is said of it. */
function singles(folder: string): readonly Text[] {
  const path = join(root, "tests/conformance/build", folder);
  const files = readdirSync(path).filter((file) => file.endsWith(".Dockerfile"));
  return files.sort().map((file) => {
    const said = file.replace(/Dockerfile$/, "txt");
    const text = [file, said].map((name) => `== ${name}\n${readFileSync(join(path, name), "utf8")}`).join("");
    return { name: `${folder}/${file.replace(/\.Dockerfile$/, "")}`, text };
  });
}
