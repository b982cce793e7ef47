import { quote } from "#base/strconv.ts";
import type { Complex } from "./value.ts";

/** A parsed template. Offsets (`start`) are into the source. */
export interface Template {
  readonly name: string;
  readonly source: string;
  readonly body: readonly Node[];
  /** Templates that `define` and `block` made. */
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}

export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipe: Pipe; readonly start: number }
  | Branch
  | TemplateCall
  | { readonly kind: "break" | "continue" };

export interface Branch {
  readonly kind: "if" | "with" | "range";
  readonly pipe: Pipe;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

export interface TemplateCall {
  readonly kind: "template";
  readonly name: string;
  readonly pipe: Pipe | undefined;
  readonly start: number;
}

export interface Pipe {
  readonly kind: "pipe";
  readonly declared: readonly string[];
  /** `=` instead of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
  readonly start: number;
}

export interface Command {
  readonly kind: "command";
  readonly operands: readonly Operand[];
  readonly start: number;
}

export type Operand =
  | { readonly kind: "dot" | "nil"; readonly start: number }
  | { readonly kind: "bool"; readonly value: boolean; readonly start: number }
  | NumberOperand
  | { readonly kind: "string"; readonly value: string; readonly text: string; readonly start: number }
  | FieldOperand
  | VariableOperand
  | IdentifierOperand
  | ChainOperand
  | Pipe;

export interface NumberOperand extends NumberValue {
  readonly kind: "number";
  readonly text: string;
  readonly start: number;
}

/** The kinds of numbers as which a constant may be read. */
export interface NumberValue {
  readonly int?: bigint;
  readonly uint?: bigint;
  readonly float?: number;
  readonly complex?: Complex;
}

export interface FieldOperand {
  readonly kind: "field";
  readonly names: readonly string[];
  readonly start: number;
}

export interface VariableOperand {
  readonly kind: "variable";
  readonly name: string;
  readonly names: readonly string[];
  readonly start: number;
}

export interface IdentifierOperand {
  readonly kind: "identifier";
  readonly name: string;
  readonly start: number;
}

/** Fields of what an operand gives. */
export interface ChainOperand {
  readonly kind: "chain";
  readonly of: Operand;
  readonly names: readonly string[];
  readonly start: number;
}

/** What messages can point at. */
export type Place = Operand | Command | TemplateCall | Extract<Node, { kind: "action" }>;

/** The source of a place, as messages show it. */
export function placeText(place: Place): string {
  switch (place.kind) {
    case "action":
      return `{{${placeText(place.pipe)}}}`;
    case "template":
      return `{{template ${quote(place.name)}${place.pipe === undefined ? "" : ` ${placeText(place.pipe)}`}}}`;
    case "command":
      return place.operands.map(wrapped).join(" ");
    case "pipe":
      return pipeText(place);
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "bool":
      return String(place.value);
    case "number":
    case "string":
      return place.text;
    case "field":
      return place.names.map((name) => `.${name}`).join("");
    case "variable":
      return [place.name, ...place.names].join(".");
    case "identifier":
      return place.name;
    case "chain":
      return wrapped(place.of) + place.names.map((name) => `.${name}`).join("");
  }
}

function wrapped(operand: Operand): string {
  return operand.kind === "pipe" ? `(${pipeText(operand)})` : placeText(operand);
}

function pipeText({ declared, assigns, commands }: Pipe): string {
  const head = declared.length === 0 ? "" : `${declared.join(", ")} ${assigns ? "=" : ":="} `;
  return head + commands.map(placeText).join(" | ");
}
