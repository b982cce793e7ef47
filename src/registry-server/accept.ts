/** Whether an `Accept` header takes `mediaType`. One that says nothing takes all; qualities count only where they are 0. */
export function accepts(header: string | null, mediaType: string): boolean {
  const ranges = (header ?? "")
    .split(",")
    .map(parseRange)
    .filter((range) => range.type !== "");
  if (ranges.length === 0) return true;
  const [major] = mediaType.split("/");
  const best = ["*/*", `${major}/*`, mediaType].map((type) => ranges.findLast((range) => range.type === type));
  return best.findLast((range) => range !== undefined)?.refused === false;
}

function parseRange(text: string): { readonly type: string; readonly refused: boolean } {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  return { type, refused: parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter)) };
}

/** A media type without its parameters, in lower case. */
export function bareMediaType(text: string): string {
  return (text.split(";")[0] ?? "").trim().toLowerCase();
}
