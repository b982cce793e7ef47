import { type ClockTime, offsetText } from "./moment.ts";

/** The elements of a layout; where two begin alike, the one that Go takes comes first. */
const elements =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|_2(?!006)|__2|2|3|4|5|PM|pm|[-Z]07(?:0000|:00:00|00|:00|)|[.,](?:0+|9+)(?!\d)/g;

const months = "January February March April May June July August September October November December".split(" ");
const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** @param month from 1 */
export function monthName(month: number): string {
  return months[month - 1] ?? `%!Month(${month})`;
}

/** @param weekday from 0, which is Sunday */
export function weekdayName(weekday: number): string {
  return weekdays[weekday] ?? `%!Weekday(${weekday})`;
}

/** A time in Go's notation of layouts, which show how they write a certain second of 2006. @see https://pkg.go.dev/time#Layout */
export function formatLayout(time: ClockTime, layout: string): string {
  return layout.replace(elements, (element) => (texts[element] ?? longText(element))(time));
}

type Text = (time: ClockTime) => string;

const two = (value: number): string => String(value).padStart(2, "0");
const hour12 = ({ hour }: ClockTime): number => hour % 12 || 12;

const texts: Readonly<Record<string, Text>> = {
  January: ({ month }) => monthName(month),
  Jan: ({ month }) => monthName(month).slice(0, 3),
  "1": ({ month }) => String(month),
  "01": ({ month }) => two(month),
  Monday: ({ weekday }) => weekdayName(weekday),
  Mon: ({ weekday }) => weekdayName(weekday).slice(0, 3),
  "2": ({ day }) => String(day),
  _2: ({ day }) => String(day).padStart(2),
  "02": ({ day }) => two(day),
  __2: ({ yearDay }) => String(yearDay).padStart(3),
  "002": ({ yearDay }) => String(yearDay).padStart(3, "0"),
  "15": ({ hour }) => two(hour),
  "3": (time) => String(hour12(time)),
  "03": (time) => two(hour12(time)),
  "4": ({ minute }) => String(minute),
  "04": ({ minute }) => two(minute),
  "5": ({ second }) => String(second),
  "05": ({ second }) => two(second),
  "2006": ({ year }) => String(year).padStart(4, "0"),
  "06": ({ year }) => two(year % 100),
  PM: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  pm: ({ hour }) => (hour < 12 ? "am" : "pm"),
  MST: ({ name, offsetMinutes }) => name || offsetText(offsetMinutes, ""),
};

function longText(element: string): Text {
  const kind = element.charAt(0);
  if (kind === "." || kind === ",") return ({ nanosecond }) => fractionText(nanosecond, element);
  return ({ offsetMinutes }) =>
    kind === "Z" && offsetMinutes === 0 ? "Z" : offsetLike(offsetMinutes, element.slice(1));
}

/** Zeros ask for as many digits, nines for those up to the last that is no zero. */
function fractionText(nanosecond: number, element: string): string {
  const digits = String(nanosecond)
    .padStart(9, "0")
    .slice(0, element.length - 1);
  if (element.charAt(1) === "0") return element.charAt(0) + digits;
  const needed = digits.replace(/0+$/, "");
  return needed === "" ? "" : element.charAt(0) + needed;
}

/** @param pattern `07`, `0700`, `07:00`, or these with seconds, of which there are none */
function offsetLike(minutes: number, pattern: string): string {
  const separator = pattern.includes(":") ? ":" : "";
  const text = offsetText(minutes, separator);
  if (pattern === "07") return text.slice(0, 3);
  return pattern.length > "07:00".length ? `${text}${separator}00` : text;
}
