import { graphemesOf } from "../syntax/text-position.ts";
import { listOf, stringType } from "../value/type.ts";
import { elementsOf, integerValue, isNull, listValue, stringValue, textOf, type Value } from "../value/value.ts";
import { checkLength, integer, number, ofTexts, text } from "./arguments.ts";
import { FunctionError, type HclFunction, parameter } from "./function.ts";

const ofText = (run: (text: string) => string): HclFunction => ofTexts(["str"], (given) => stringValue(run(given!)));

const special: Readonly<Record<string, string>> = { ß: "ß", ŉ: "ŉ", İ: "i̇" };

/** Letter by letter, as Go does it: none becomes several. */
function eachLetter(given: string, change: (letter: string) => string): string {
  return [...given]
    .map((letter) => {
      const changed = change(letter);
      return [...changed].length === 1 ? changed : (special[letter] ?? letter);
    })
    .join("");
}

function title(given: string): string {
  let isStart = true;
  return [...given]
    .map((letter) => {
      const shown = isStart ? eachLetter(letter, (one) => one.toUpperCase()) : letter;
      isStart = !/[\p{L}\p{Nd}_]/u.test(letter) && (letter.codePointAt(0)! < 0x80 || /\s/u.test(letter));
      return shown;
    })
    .join("");
}

const goSpaces = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

function trimmed(given: string, isCut: (letter: string) => boolean): string {
  const letters = [...given];
  let [from, to] = [0, letters.length];
  while (from < to && isCut(letters[from]!)) from += 1;
  while (to > from && isCut(letters[to - 1]!)) to -= 1;
  return letters.slice(from, to).join("");
}

function substring([given, offsetValue, lengthValue]: readonly Value[]): Value {
  const letters = graphemesOf(textOf(given!));
  let offset = integer(offsetValue!);
  const length = integer(lengthValue!);
  if (offset < 0) offset += letters.length;
  else if (length === 0) return stringValue("");
  // An offset before the first character counts as none, a length of none behind it as all that is left.
  const from = Math.max(offset, 0);
  const count = length <= 0 ? letters.length : length;
  return stringValue(letters.slice(from, from + count).join(""));
}

function join([separator, ...lists]: readonly Value[]): Value {
  if (lists.length === 0) throw new FunctionError("at least one list is required");
  const texts = lists.flatMap((list, at) =>
    elementsOf(list).map((element, index) => {
      if (!isNull(element)) return textOf(element);
      const where = lists.length > 1 ? ` of list ${at + 1}` : "";
      throw new FunctionError(`element ${index}${where} is null; cannot concatenate null values`, at + 1);
    }),
  );
  const between = textOf(separator!);
  checkLength(texts.reduce((total, one) => total + one.length + between.length, 0));
  return stringValue(texts.join(between));
}

function indent([spaces, given]: readonly Value[]): Value {
  const count = integer(spaces!);
  if (count < 0) throw new FunctionError("strings: negative Repeat count");
  const lines = textOf(given!).split("\n");
  checkLength(count * lines.length);
  return stringValue(lines.join(`\n${" ".repeat(count)}`));
}

function replace(given: string, part: string, by: string): Value {
  const parts = part === "" ? ["", ...given, ""] : given.split(part);
  checkLength(given.length + parts.length * by.length);
  return stringValue(parts.join(by));
}

/** The order of their bytes. */
function comparedTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const texts = listOf(stringType);

function sort([list]: readonly Value[]): Value {
  const shown = elementsOf(list!).map((element, at) => {
    if (isNull(element)) throw new FunctionError(`given list element ${at} is null; a null string cannot be sorted`);
    return textOf(element);
  });
  return listValue(shown.sort(comparedTexts).map(stringValue), stringType);
}

export const stringFunctions: Readonly<Record<string, HclFunction>> = {
  upper: ofText((given) => eachLetter(given, (one) => one.toUpperCase())),
  lower: ofText((given) => eachLetter(given, (one) => one.toLowerCase())),
  title: ofText(title),
  reverse: ofText((given) => graphemesOf(given).reverse().join("")),
  strlen: ofTexts(["str"], (given) => integerValue(graphemesOf(given!).length)),
  substr: { parameters: [text("str"), number("offset"), number("length")], run: substring },
  join: { parameters: [text("separator")], rest: parameter("lists", texts), run: join },
  sort: { parameters: [parameter("list", texts)], run: sort },
  split: ofTexts(["separator", "str"], (separator, given) =>
    listValue((separator === "" ? [...given!] : given!.split(separator!)).map(stringValue), stringType),
  ),
  chomp: ofText((given) => given.replace(/(?<![\r\n])[\r\n]+$/, "")),
  indent: { parameters: [number("spaces"), text("str")], run: indent },
  trim: ofTexts(["str", "cutset"], (given, cutset) => {
    const cut = new Set(cutset);
    return stringValue(trimmed(given!, (letter) => cut.has(letter)));
  }),
  trimspace: ofText((given) => trimmed(given, (letter) => goSpaces.test(letter))),
  trimprefix: ofTexts(["str", "prefix"], (given, prefix) =>
    stringValue(given!.startsWith(prefix!) ? given!.slice(prefix!.length) : given!),
  ),
  trimsuffix: ofTexts(["str", "suffix"], (given, suffix) =>
    stringValue(given!.endsWith(suffix!) ? given!.slice(0, given!.length - suffix!.length) : given!),
  ),
  replace: ofTexts(["str", "substr", "replace"], (given, part, by) => replace(given!, part!, by!)),
};
