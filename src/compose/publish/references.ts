import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from "yaml";
import { substitute, type Variables } from "../file/substitute.ts";

/** Where in a text another file is named. */
export interface FileReference {
  readonly kind: "env_file" | "extends" | "include";
  /** With its variables replaced. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** The files that a Compose file names, from the first on. The text is one that loads. @throws ComposeError */
export function fileReferences(text: string, variables: Variables): readonly FileReference[] {
  const documents = parseAllDocuments(text, { schema: "failsafe", uniqueKeys: false, prettyErrors: false });
  if ("empty" in documents) return [];
  const found = documents.flatMap((document) => [...referencesIn(document, variables)]);
  const byPlace = new Map(found.map((reference) => [reference.start, reference]));
  return [...byPlace.values()].sort((left, right) => left.start - right.start);
}

function* referencesIn(document: Document, variables: Variables): Generator<FileReference> {
  const places: [FileReference["kind"], Node | undefined][] = [];
  const look = new NodeLook(document);
  for (const item of look.items(look.at(document.contents, "include")))
    for (const path of look.items(look.at(item, "path") ?? item)) places.push(["include", path]);
  for (const service of look.values(look.at(document.contents, "services"))) {
    for (const item of look.items(look.at(service, "env_file")))
      places.push(["env_file", look.at(item, "path") ?? item]);
    places.push(["extends", look.at(look.at(service, "extends"), "file")]);
  }
  for (const [kind, node] of places) {
    if (node === undefined || !isScalar(node) || !node.range || typeof node.value !== "string") continue;
    const [start, end] = node.range;
    yield { kind, path: substitute(node.value, variables), start, end };
  }
}

/** Nodes as aliases and `<<` have them. */
class NodeLook {
  constructor(readonly document: Document) {}

  #real(node: unknown): Node | undefined {
    return isAlias(node) ? node.resolve(this.document) : ((node ?? undefined) as Node | undefined);
  }

  at(node: unknown, key: string): Node | undefined {
    const map = this.#real(node);
    if (!isMap(map)) return undefined;
    const own = map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
    if (own !== undefined) return this.#real(own.value);
    const merged = map.items.filter((pair) => isScalar(pair.key) && pair.key.value === "<<");
    return merged
      .flatMap(({ value }) => this.items(value))
      .map((source) => this.at(source, key))
      .find((value) => value !== undefined);
  }

  /** Of a list; what is none is its only one. */
  items(node: unknown): Node[] {
    const list = this.#real(node);
    if (list === undefined) return [];
    return (isSeq(list) ? list.items : [list]).map((item) => this.#real(item)).filter((item) => item !== undefined);
  }

  values(node: unknown): Node[] {
    const map = this.#real(node);
    if (!isMap(map)) return [];
    return map.items.map(({ value }) => this.#real(value)).filter((value) => value !== undefined);
  }
}

/** The text with other names in the places of these files. What Compose drops behind a name, a remark, is dropped as well. */
export function withNames(text: string, names: ReadonlyMap<FileReference, string>): string {
  let [out, at] = ["", 0];
  for (const [{ start, end }, name] of names) {
    const rest = /^[ \t]*(?:#[^\n]*)?(?=\r?\n|$)/.exec(text.slice(end))?.[0] ?? "";
    out += text.slice(at, start) + name;
    at = end + rest.length;
  }
  return out + text.slice(at);
}
