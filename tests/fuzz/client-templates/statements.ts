import type { FastRandom } from "../fast-random.ts";
import { ExpressionWriter, type Fields, type Kind, type Scope, type Variable } from "./expressions.ts";

/** A piece of a template that stands alone: what it defines, and what it prints. */
export interface Snippet {
  readonly definitions: string;
  readonly body: string;
}

export interface SnippetOptions {
  readonly fields: Fields;
  /** Once in so many arguments one has any kind. */
  readonly wrongOnceIn: number;
  /** Begins the names of the templates that it defines. */
  readonly name: string;
}

interface Place extends Scope {
  readonly depth: number;
  readonly inRange: boolean;
}

const texts = ["", "", " ", "x", "<", "\n", " a b ", "\t|", "é", "}} ", "\n\n  "];

/** Makes a snippet; the same of the same seed. */
export function snippetOf(random: FastRandom, options: SnippetOptions): Snippet {
  return new StatementWriter(random, options).snippet();
}

class StatementWriter {
  readonly #random: FastRandom;
  readonly #options: SnippetOptions;
  readonly #expressions: ExpressionWriter;
  readonly #definitions: string[] = [];
  #names = 0;

  constructor(random: FastRandom, options: SnippetOptions) {
    this.#random = random;
    this.#options = options;
    this.#expressions = new ExpressionWriter(random, options);
  }

  snippet(): Snippet {
    const place: Place = {
      fields: this.#options.fields,
      variables: [{ name: "$", kind: "any" }],
      dot: undefined,
      depth: 2,
      inRange: false,
    };
    const body = this.#list(place, 1 + this.#random.below(3));
    return { definitions: this.#definitions.join(""), body };
  }

  /** Statements one after the other; each sees the variables of those before it. */
  #list(place: Place, count: number): string {
    let out = "";
    let variables: readonly Variable[] = place.variables;
    for (let done = 0; done < count; done += 1) {
      const { text, declared } = this.#statement({ ...place, variables });
      if (declared !== undefined) variables = [...variables, declared];
      out += text + this.#random.pick(texts);
    }
    return out;
  }

  #statement(place: Place): { readonly text: string; readonly declared?: Variable } {
    const random = this.#random;
    const choice = place.depth > 0 ? random.below(16) : random.below(9);
    if (choice < 5) return { text: this.#action(this.#expressions.pipe(place)) };
    if (choice === 5) return this.#declaration(place);
    if (choice === 6) return { text: this.#assignment(place) };
    if (choice === 7) return { text: random.pick(["{{/* note */}}", "{{- /* a\nb */ -}}", "{{/**/ -}}"]) };
    if (choice === 8) return { text: place.inRange ? this.#jump(place) : this.#call(place) };
    if (choice < 11) return { text: this.#if(place) };
    if (choice < 13) return { text: this.#with(place) };
    if (choice < 15) return { text: this.#range(place) };
    return { text: this.#block(place) };
  }

  /** In braces, which sometimes trim. */
  #action(text: string): string {
    const random = this.#random;
    const open = random.pick(["{{", "{{", "{{", "{{ ", "{{- ", "{{\n"]);
    const close = random.pick(["}}", "}}", "}}", " }}", " -}}", "\n}}"]);
    return open + text + close;
  }

  #declaration(place: Place): { readonly text: string; readonly declared: Variable } {
    const kind = this.#expressions.anyKind();
    const name = this.#variable();
    const text = this.#action(`${name} := ${this.#expressions.pipe(place, kind)}`);
    return { text, declared: { name, kind } };
  }

  #variable(): string {
    this.#names += 1;
    return this.#random.pick([`$v${this.#names}`, "$x", "$é"]);
  }

  #assignment(place: Place): string {
    const known = place.variables.filter(({ name }) => name !== "$");
    if (known.length === 0) return "";
    const { name, kind } = this.#random.pick(known);
    return this.#action(`${name} = ${this.#expressions.pipe(place, kind)}`);
  }

  #condition(place: Place): string {
    const kind = this.#random.once(2) ? "bool" : this.#expressions.anyKind();
    return this.#expressions.pipe(place, kind, 1);
  }

  #inner(place: Place, changes: Partial<Place> = {}): string {
    return this.#list({ ...place, depth: place.depth - 1, ...changes }, 1 + this.#random.below(2));
  }

  #if(place: Place): string {
    const random = this.#random;
    let out = this.#action(`if ${this.#condition(place)}`) + this.#inner(place);
    while (random.once(3)) out += this.#action(`else if ${this.#condition(place)}`) + this.#inner(place);
    if (random.once(2)) out += this.#action("else") + this.#inner(place);
    return out + this.#action("end");
  }

  #with(place: Place): string {
    const random = this.#random;
    const kind = this.#expressions.anyKind();
    const variable = random.once(3) ? { name: this.#variable(), kind } : undefined;
    const head = `with ${variable === undefined ? "" : `${variable.name} := `}${this.#expressions.pipe(place, kind, 1)}`;
    const variables = variable === undefined ? place.variables : [...place.variables, variable];
    let out = this.#action(head) + this.#inner(place, { dot: kind, variables });
    if (random.once(3)) {
      const other = this.#expressions.anyKind();
      out += this.#action(`else with ${this.#expressions.pipe(place, other, 1)}`) + this.#inner(place, { dot: other });
    }
    if (random.once(2)) out += this.#action("else") + this.#inner(place);
    return out + this.#action("end");
  }

  #range(place: Place): string {
    const random = this.#random;
    const over = random.pick(["list", "list", "map", "int"] as const);
    const what =
      over === "int" ? random.pick(["3", "1", "0", "-2", '(len "abc")']) : this.#expressions.pipe(place, over, 1);
    const count = random.below(over === "int" && !random.once(12) ? 2 : 3);
    const names = Array.from({ length: count }, () => this.#variable());
    const element = over === "int" ? "int" : over === "list" ? "string" : "any";
    const keys: Kind = over === "map" ? "string" : "int";
    const declared = names.map(
      (name, at) => ({ name, kind: names.length === 2 && at === 0 ? keys : element }) as Variable,
    );
    const head = names.length === 0 ? "range " : `range ${names.join(", ")} := `;
    const inside = { dot: element as Kind, variables: [...place.variables, ...declared], inRange: true };
    let out = this.#action(head + what) + this.#inner(place, inside);
    if (random.once(3)) out += this.#action("else") + this.#inner(place);
    return out + this.#action("end");
  }

  #jump(place: Place): string {
    const word = this.#random.pick(["break", "continue"]);
    return `${this.#action(`if ${this.#condition(place)}`)}${this.#action(word)}${this.#action("end")}`;
  }

  #templateName(): string {
    this.#names += 1;
    return `${this.#options.name}${this.#names}`;
  }

  /** A call of a template that is defined for it. */
  #call(place: Place): string {
    const random = this.#random;
    const name = this.#templateName();
    const kind = this.#expressions.anyKind();
    const fields: Fields = { string: [], int: [], float: [], bool: [], list: [], map: [], any: [] };
    const inside = { fields, dot: kind, variables: [{ name: "$", kind }], depth: 1, inRange: false };
    this.#definitions.push(
      `${this.#action(`define "${name}"`)}${this.#list(inside, 1 + random.below(2))}${this.#action("end")}`,
    );
    if (random.once(20)) return this.#action(`template "${name}"`);
    return this.#action(
      `template ${random.pick([`"${name}"`, `\`${name}\``])} ${this.#expressions.pipe(place, kind, 1)}`,
    );
  }

  #block(place: Place): string {
    const kind = this.#expressions.anyKind();
    const fields: Fields = { string: [], int: [], float: [], bool: [], list: [], map: [], any: [] };
    const inside = { fields, dot: kind, variables: [{ name: "$", kind }], depth: 1, inRange: false };
    const body = this.#list(inside, 1);
    return `${this.#action(`block "${this.#templateName()}" ${this.#expressions.pipe(place, kind, 1)}`)}${body}${this.#action("end")}`;
  }
}
