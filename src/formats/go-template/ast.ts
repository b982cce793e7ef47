/** A parsed template. Offsets are into the source. */
export interface Template {
  readonly name: string;
  readonly source: string;
  readonly body: readonly Node[];
  /** Templates that `define` and `block` made. */
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}

export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipe: Pipe }
  | Branch
  | { readonly kind: "template"; readonly name: string; readonly pipe: Pipe | undefined; readonly start: number }
  | { readonly kind: "break" | "continue" };

export interface Branch {
  readonly kind: "if" | "with" | "range";
  readonly pipe: Pipe;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

export interface Pipe {
  readonly declared: readonly string[];
  /** `=` instead of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
  readonly start: number;
}

export interface Command {
  readonly operands: readonly Operand[];
  readonly start: number;
}

export type Operand =
  | { readonly kind: "dot"; readonly start: number }
  | { readonly kind: "nil"; readonly start: number }
  | { readonly kind: "constant"; readonly value: unknown; readonly text: string; readonly start: number }
  | { readonly kind: "field"; readonly names: readonly string[]; readonly start: number }
  | { readonly kind: "variable"; readonly name: string; readonly names: readonly string[]; readonly start: number }
  | { readonly kind: "function"; readonly name: string; readonly start: number }
  | { readonly kind: "chain"; readonly pipe: Pipe; readonly names: readonly string[]; readonly start: number };

/** The source of a command, as messages show it. */
export function commandText({ operands }: Command): string {
  return operands
    .map((operand) =>
      operand.kind === "chain" && operand.names.length === 0 ? `(${pipeText(operand.pipe)})` : operandText(operand),
    )
    .join(" ");
}

export function operandText(operand: Operand): string {
  switch (operand.kind) {
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "constant":
      return operand.text;
    case "field":
      return operand.names.map((name) => `.${name}`).join("");
    case "variable":
      return [operand.name, ...operand.names].join(".");
    case "function":
      return operand.name;
    case "chain":
      return `(${pipeText(operand.pipe)})${operand.names.map((name) => `.${name}`).join("")}`;
  }
}

export function pipeText({ declared, assigns, commands }: Pipe): string {
  const head = declared.length === 0 ? "" : `${declared.join(", ")} ${assigns ? "=" : ":="} `;
  return head + commands.map(commandText).join(" | ");
}
