export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const maxLength = 8192;
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const parameter = new RegExp(`^[\\s,]*(${token})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${token.replace("[", "[/=:")}))`);
const schemePattern = new RegExp(`^[\\s,]*(${token})(?=\\s|,|$)(?!\\s*=)`);

/** What `WWW-Authenticate` fields ask for (RFC 9110, 11.6.1). What is malformed is left out. */
export function parseChallenges(fields: readonly string[]): Challenge[] {
  return fields.flatMap((field) => parseField(field.slice(0, maxLength)));
}

function parseField(field: string): Challenge[] {
  const found: Challenge[] = [];
  let rest = field;
  for (;;) {
    const scheme = schemePattern.exec(rest);
    if (scheme === null) return found;
    rest = rest.slice(scheme[0].length);
    const parameters = new Map<string, string>();
    found.push({ scheme: (scheme[1] ?? "").toLowerCase(), parameters });
    for (let match = parameter.exec(rest); match !== null; match = parameter.exec(rest)) {
      const name = (match[1] ?? "").toLowerCase();
      if (!parameters.has(name)) parameters.set(name, match[3] ?? (match[2] ?? "").replace(/\\(.)/gs, "$1"));
      rest = rest.slice(match[0].length);
    }
  }
}
