import { LinearRegExp } from "#formats/regexp/regexp.ts";
import { entropy, isBasicToken, isHighEntropy, isToken, isUrlWithPassword } from "./verify.ts";

/** A kind of secret: how values of it look, and what else must hold of one. */
export interface Rule {
  /** As the user is told of it. */
  readonly type: string;
  /** Any of these. */
  readonly values: readonly string[];
  /** Keys that such values have; none: any key, and none. */
  readonly keys?: string;
  /** Whether a key and its value stand on one line. */
  readonly isOnOneLine?: boolean;
  isSecret?(value: string): boolean;
}

const passwordKeys =
  "api[-_]?key access[-_]?key auth[-_]?key service[-_]?key account[-_]?key db[-_]?key database[-_]?key priv[-_]?key private[-_]?key client[-_]?key db[-_]?pass database[-_]?pass key[-_]?pass password passwd pwd secret token contraseña contrasena";

/** What begins as a variable or ends as an expression is computed elsewhere. */
const noVariable = "[^{$\\s].+[^}\\s]";

const privateKey = "(?:(?:DSA|EC|OPENSSH|RSA|PGP|ENCRYPTED|SSH2 ENCRYPTED) )?PRIVATE KEY(?: BLOCK)?-----";

/** The kinds of secrets that Compose looks for, with its names for them; the first that fits counts. */
export const rules: readonly Rule[] = [
  { type: "JFrog Artifactory credentials", values: ["AKC[a-zA-Z0-9]{10,}", "AP[0-9A-F][a-zA-Z0-9]{8,}"] },
  { type: "AWS Client ID", values: ["(?:A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}"] },
  { type: "AWS Secret Key", values: [`(?:AWS|aws).{0,20}['"][0-9a-zA-Z/+]{40}['"]`] },
  {
    type: "Amazon Marketplace Web Service (MWS) Key",
    values: ["amzn\\.mws\\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"],
  },
  { type: "Azure Storage Account access key", values: ["(?:AccountKey=)?[a-zA-Z0-9+/=]{88}"] },
  {
    type: "HTTP Basic Authentication",
    values: [`(?:(?i:"?authorization"?) *[:=] *)?"?(?i:basic) +[a-zA-Z0-9+/,_-]{2,}={0,2}"?`],
    isOnOneLine: true,
    isSecret: isBasicToken,
  },
  {
    type: "HTTP Bearer Authentication",
    values: [`(?:(?i:"?authorization"?) *[:=] *)?"?(?i:bearer) +[a-zA-Z0-9+/,_.=-]{2,}"?`],
    isOnOneLine: true,
    isSecret: isBasicToken,
  },
  { type: "Github authentication", values: ["gh[pousr]_[A-Za-z0-9_]{36}"] },
  {
    type: "JSON Web Token",
    values: ["eyJ[A-Za-z0-9_=-]+\\.eyJ[A-Za-z0-9_=-]+\\.?[A-Za-z0-9_.+/=-]*"],
    isSecret: isToken,
  },
  {
    type: "Keyword Detector",
    keys: `[.\\[~\\w-]*(?i:${passwordKeys.replaceAll(" ", "|")})[.\\[\\]~\\w-]*`,
    values: [noVariable],
    isSecret: (value) => entropy(value) >= 4,
  },
  { type: "Mailchimp API Key", values: ["[0-9a-f]{32}-us[0-9]{1,2}"] },
  { type: "npm auth token", values: ["//\\S+/:_authToken=[^${\\s]\\S+", "npm_[a-zA-Z0-9]{36}"] },
  { type: "Private Key", values: [`-----BEGIN ${privateKey}(?s:.+?)-----END ${privateKey}`] },
  { type: "Sendgrid API key", values: ["SG\\.[a-zA-Z0-9_-]{22}\\.[a-zA-Z0-9_-]{43}"] },
  {
    type: "Slack token",
    values: [
      "(?:(?:xoxe\\.)?xox[bp]|xox[aeosr]|xapp)-\\d+-[a-zA-Z0-9-]+",
      "https://hooks\\.slack\\.com/services/T[a-zA-Z0-9_]+/B[a-zA-Z0-9_]+/[a-zA-Z0-9_]+",
    ],
  },
  { type: "Square authentication", values: ["sq0atp-[0-9A-Za-z\\\\_-]{22}", "sq0csp-[0-9A-Za-z\\\\_-]{43}"] },
  { type: "Stripe API key", values: ["[rs]k_(?:live|test)_[0-9a-zA-Z]{24}"] },
  { type: "Twilio authentication", values: ["AC[0-9a-fA-F]{32}", "SK[0-9a-fA-F]{32}"] },
  {
    type: "URL with password",
    values: [`[a-z][a-z0-9+.-]+://[^:\\s]+:[^@:\\s]+@[^\\s'"\\];]+`],
    isSecret: isUrlWithPassword,
  },
  {
    type: "High entropy string",
    values: ["(?:[a-zA-Z0-9+/]{16,}|[a-zA-Z0-9_-]{16,})={0,2}"],
    isSecret: isHighEntropy,
  },
];

const declaration = "(?:(?i:var|let|set|dim|declare|export|const|readonly)[\\t ]+)?";
const before = `\\[?[\\t ]*['"]?`;
const afterKey = `['"]?[\\t ]*\\]?`;
const afterValue = `['"]?[\\t ]*\\]?[\\t ]*;?`;

/** Finds a value, alone, as it may be quoted in some language. */
export const valuePattern = (value: string): LinearRegExp =>
  new LinearRegExp(`(?m)^\\s*${before}(?:${value})${afterValue}\\s*$`);

/** Finds a key, alone. */
export const keyPattern = (key: string): LinearRegExp =>
  new LinearRegExp(`(?m)^\\s*${declaration}${before}(?:${key})${afterKey}\\s*$`);

/** Finds `key: value`, `key = value` and the like in a text: the groups are the key and the value. */
export function pairPattern({ keys, isOnOneLine = false }: Rule, value: string): LinearRegExp {
  const space = isOnOneLine ? "[^\\S\\r\\n]*" : "\\s*";
  const key = `${declaration}${before}(${keys ?? "[\\t a-zA-Z0-9$/_-]+"})${afterKey}${space}(?::|=|:=)${space}`;
  const optional = keys === undefined ? `(?:${key})?` : key;
  return new LinearRegExp(`(?m)(?:^|[\\t ]+)${optional}${before}(${value})${afterValue}(?:[\\t ]+|$)`);
}
