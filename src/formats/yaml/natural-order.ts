import { isYamlList, isYamlMap, type YamlMap, type YamlValue } from "./value.ts";

const isDigit = (character: string | undefined): boolean => character !== undefined && /^\p{Nd}$/u.test(character);
const isLetter = (character: string): boolean => /^\p{L}$/u.test(character);

/** The order in which Go's YAML writes the keys of a map: numbers in keys by their value, letters behind other signs. */
export function naturalOrder(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  let wasDigit = false;
  for (let at = 0; at < a.length && at < b.length; at += 1) {
    const [x, y] = [a[at]!, b[at]!];
    if (x === y) wasDigit = isDigit(x);
    else return orderAt(a, b, at, wasDigit);
  }
  return a.length - b.length;
}

function orderAt(a: readonly string[], b: readonly string[], at: number, wasDigit: boolean): number {
  const [x, y] = [a[at]!, b[at]!];
  const [isLeftLetter, isRightLetter] = [isLetter(x), isLetter(y)];
  if (isLeftLetter && isRightLetter) return before(x, y);
  if (isLeftLetter || isRightLetter) return isLeftLetter === wasDigit ? -1 : 1;
  const lead = x === "0" || y === "0" ? leadingDigit(a, at) : "";
  const [m, n] = [digitsFrom(a, at), digitsFrom(b, at)];
  const [left, right] = [wrapped(`${lead}${m}`), wrapped(`${lead}${n}`)];
  if (left !== right) return left < right ? -1 : 1;
  return m.length === n.length ? before(x, y) : m.length - n.length;
}

/** The number in 64 bits, of which those above them are lost. */
const wrapped = (digits: string): bigint => BigInt.asIntN(64, BigInt(digits || "0"));

/** `1` where a digit other than zero stands right before: zeros behind it count. */
function leadingDigit(text: readonly string[], at: number): string {
  for (let before = at - 1; before >= 0 && isDigit(text[before]); before -= 1) if (text[before] !== "0") return "1";
  return "";
}

function digitsFrom(text: readonly string[], at: number): string {
  let end = at;
  while (/^[0-9]$/.test(text[end] ?? "")) end += 1;
  return text.slice(at, end).join("");
}

const before = (x: string, y: string): number => x.codePointAt(0)! - y.codePointAt(0)!;

/** The map with its keys in that order. */
export function naturallySorted<T>(map: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...map].sort(([left], [right]) => naturalOrder(left, right)));
}

/** The value with all keys below it in that order. */
export function naturallySortedDeep(value: YamlValue): YamlValue {
  if (isYamlList(value)) return value.map(naturallySortedDeep);
  if (!isYamlMap(value)) return value;
  return naturallySorted(new Map([...(value as YamlMap)].map(([key, item]) => [key, naturallySortedDeep(item)])));
}
