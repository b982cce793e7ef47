import list from "./license-list.json" with { type: "json" };

/** An SPDX licence expression (SPDX 2.3, annex D), and the licences in it that the list does not know. */
export interface LicenseExpression {
  readonly text: string;
  /** Of each `LicenseRef-…` in it what the package said. */
  readonly unlisted: ReadonlyMap<string, string>;
}

const licenses = new Map(list.licenses.map((id) => [id.toLowerCase(), id]));
const exceptions = new Map(list.exceptions.map((id) => [id.toLowerCase(), id]));

/** Debian's short names (copyright-format 1.0), names on PyPI and in Java that are another's licence. */
const otherNames: Readonly<Record<string, string>> = {
  expat: "MIT",
  "mit license": "MIT",
  "the mit license": "MIT",
  "mit/expat": "MIT",
  "apache 2.0": "Apache-2.0",
  "apache license 2.0": "Apache-2.0",
  "apache license, version 2.0": "Apache-2.0",
  "the apache license, version 2.0": "Apache-2.0",
  "apache software license": "Apache-2.0",
  "apache-2": "Apache-2.0",
  "bsd license": "BSD-3-Clause",
  "bsd 3-clause": "BSD-3-Clause",
  "bsd-3": "BSD-3-Clause",
  "bsd-2": "BSD-2-Clause",
  "isc license (iscl)": "ISC",
  "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
  "python software foundation license": "PSF-2.0",
  psf: "PSF-2.0",
  "http://www.apache.org/licenses/license-2.0": "Apache-2.0",
  "http://www.apache.org/licenses/license-2.0.txt": "Apache-2.0",
  "https://www.apache.org/licenses/license-2.0": "Apache-2.0",
  "https://www.apache.org/licenses/license-2.0.txt": "Apache-2.0",
  "http://www.opensource.org/licenses/mit-license.php": "MIT",
  "the unlicense (unlicense)": "Unlicense",
  "mpl-1.1+": "MPL-1.1",
  "lgpl-2": "LGPL-2.0-only",
  "lgpl-2+": "LGPL-2.0-or-later",
};

const maxTokens = 400;

/** @param texts licences in packages' own words, all of which apply; empty: undefined */
export function licenseExpression(texts: readonly string[]): LicenseExpression | undefined {
  const unlisted = new Map<string, string>();
  const parts = [...new Set(texts.map((text) => partOf(text, unlisted)))].sort();
  if (parts.length === 0) return undefined;
  const wrapped = parts.length === 1 ? parts : parts.map((part) => (/ (?:AND|OR) /.test(part) ? `(${part})` : part));
  return { text: wrapped.join(" AND "), unlisted };
}

/** The listed id of a licence's name; undefined where it is none. */
export function listedLicense(name: string): string | undefined {
  const lower = name.toLowerCase();
  return otherNames[lower] ?? versioned(lower) ?? licenses.get(lower);
}

function partOf(text: string, unlisted: Map<string, string>): string {
  return listedLicense(text) ?? parsed(text, unlisted) ?? reference(text, unlisted);
}

/** `GPL-2` is that version only, `GPL-2+` any later one too. */
function versioned(name: string): string | undefined {
  const [, family, version = "", plus] = /^((?:a|l)?gpl|gfdl)-?v?([\d.]+)(\+)?$/.exec(name) ?? [];
  if (family === undefined) return undefined;
  const number = version.includes(".") ? version : `${version}.0`;
  return licenses.get(`${family}-${number}-${plus === undefined ? "only" : "or-later"}`);
}

function reference(text: string, unlisted: Map<string, string>): string {
  const name = text
    .replace(/[^A-Za-z0-9.-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
  const known = /^LicenseRef-[A-Za-z0-9.-]+$/.test(text);
  const id = known ? text : `LicenseRef-${name === "" ? "unnamed" : name}`;
  unlisted.set(id, text);
  return id;
}

/** The text as an expression, each of whose licences has a name without spaces; undefined where it is none. */
function parsed(text: string, unlisted: Map<string, string>): string | undefined {
  // Debian's commas stand before the word that joins; others join nothing that is known.
  const tokens = text.replace(/,(?=\s+(?:and|or)\b)/gi, "").match(/[()]|[^\s()]+/g) ?? [];
  if (tokens.some((token) => token.includes(","))) return undefined;
  if (tokens.length < 2 || tokens.length > maxTokens) return undefined;
  const reader = new ExpressionReader(tokens);
  const words = reader.expression();
  if (words === undefined || !reader.isAtEnd) return undefined;
  for (const { id, said } of reader.references) unlisted.set(id, said);
  return words;
}

/** Reads an expression by its grammar; each method gives undefined where the words do not fit. */
class ExpressionReader {
  readonly references: { readonly id: string; readonly said: string }[] = [];
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  expression(): string | undefined {
    let words = this.#term();
    while (words !== undefined) {
      const operator = this.#tokens[this.#at]?.toUpperCase();
      if (operator !== "AND" && operator !== "OR") return words;
      this.#at++;
      const next = this.#term();
      words = next === undefined ? undefined : `${words} ${operator} ${next}`;
    }
    return undefined;
  }

  #term(): string | undefined {
    const token = this.#tokens[this.#at++];
    if (token === undefined || token === ")" || /^(?:and|or|with)$/i.test(token)) return undefined;
    if (token !== "(") return this.#license(token);
    if (++this.#depth > 50) return undefined;
    const inner = this.expression();
    this.#depth--;
    return inner !== undefined && this.#tokens[this.#at++] === ")" ? `(${inner})` : undefined;
  }

  #license(token: string): string | undefined {
    const id = this.#named(token);
    if (this.#tokens[this.#at]?.toUpperCase() !== "WITH") return id;
    const exception = exceptions.get(this.#tokens[this.#at + 1]?.toLowerCase() ?? "");
    if (exception === undefined) return undefined;
    this.#at += 2;
    return `${id} WITH ${exception}`;
  }

  #named(token: string): string {
    const listed = listedLicense(token);
    if (listed !== undefined) return listed;
    const unlisted = new Map<string, string>();
    const id = reference(token, unlisted);
    this.references.push({ id, said: token });
    return id;
  }
}
