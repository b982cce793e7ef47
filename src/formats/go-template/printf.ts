import { printValue } from "./print.ts";
import { typeName } from "./value.ts";

/** Go's Sprintf, for the verbs that templates use. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let next = 0;
  const out = format.replace(/%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z%])/g, (...match) => {
    const [whole, flags, widthText, precisionText, verb] = match as unknown as [
      string,
      string,
      string?,
      string?,
      string?,
    ];
    if (verb === "%") return "%";
    const width = widthText === "*" ? Number(args[next++]) : Number(widthText ?? 0);
    const precision = precisionText === "*" ? Number(args[next++]) : precisionText;
    if (next >= args.length) return `%!${verb}(MISSING)`;
    const hasPrecision = whole.includes(".");
    const text = verbText(args[next++], {
      verb: verb ?? "v",
      flags,
      precision: hasPrecision ? Number(precision ?? 0) : undefined,
    });
    return pad(text, { flags, width });
  });
  const extra = args.slice(next).map((arg) => `${typeName(arg)}=${printValue(arg)}`);
  return extra.length === 0 ? out : `${out}%!(EXTRA ${extra.join(", ")})`;
}

interface Verb {
  readonly verb: string;
  readonly flags: string;
  readonly precision: number | undefined;
}

function verbText(value: unknown, { verb, flags, precision }: Verb): string {
  const wrong = (): string => `%!${verb}(${typeName(value)}=${printValue(value)})`;
  const cut = (text: string): string => (precision === undefined ? text : [...text].slice(0, precision).join(""));
  switch (verb) {
    case "v":
      return signed(printValue(value), value, flags);
    case "s":
      return typeof value === "number" || typeof value === "boolean" ? wrong() : cut(printValue(value));
    case "q":
      return typeof value === "number" ? `'${String.fromCodePoint(value)}'` : JSON.stringify(cut(printValue(value)));
    case "d":
      return isInteger(value) ? signed(String(value), value, flags) : wrong();
    case "t":
      return typeof value === "boolean" ? String(value) : wrong();
    case "x":
    case "X":
    case "o":
    case "b":
      return radix(value, verb, flags) ?? wrong();
    case "c":
      return typeof value === "number" ? String.fromCodePoint(value) : wrong();
    case "U":
      return typeof value === "number" ? `U+${value.toString(16).toUpperCase().padStart(4, "0")}` : wrong();
    case "f":
    case "e":
    case "g":
      return typeof value === "number" && !isInteger(value)
        ? signed(float(value, verb, precision), value, flags)
        : wrong();
    case "T":
      return typeName(value);
    default:
      return wrong();
  }
}

function isInteger(value: unknown): boolean {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

function signed(text: string, value: unknown, flags: string): string {
  if (!flags.includes("+") || typeof value !== "number" || value < 0) return text;
  return `+${text}`;
}

function float(value: number, verb: string, precision: number | undefined): string {
  if (verb === "f") return value.toFixed(precision ?? 6);
  if (verb === "e") return value.toExponential(precision ?? 6).replace(/e([-+])(\d)$/, "e$10$2");
  return precision === undefined ? printValue(value) : String(Number(value.toPrecision(precision)));
}

function radix(value: unknown, verb: string, flags: string): string | undefined {
  const upper = (text: string): string => (verb === "X" ? text.toUpperCase() : text);
  if (isInteger(value)) {
    const base = { x: 16, X: 16, o: 8, b: 2 }[verb] ?? 16;
    const prefix = flags.includes("#") && base === 16 ? `0${verb}` : "";
    return prefix + upper((value as number).toString(base));
  }
  if (typeof value !== "string" || (verb !== "x" && verb !== "X")) return undefined;
  return upper([...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
}

function pad(text: string, { flags, width }: { readonly flags: string; readonly width: number }): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (!flags.includes("0")) return " ".repeat(missing) + text;
  const sign = /^[-+]/.exec(text)?.[0] ?? "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}
