import { expect, test } from "bun:test";
import { scanText } from "./scan.ts";

const word = "abcD3fgh1jklmn0pqrs";
const hex = "1234567890abcdef1234567890abcdef";
const pem = (kind: string): string => `-----BEGIN ${kind}-----\nwxyz+ABC=\n-----END ${kind}-----`;
const claims = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/** Values of every kind, put together so that nobody takes them for secrets of this project. */
const values: Readonly<Record<string, string>> = {
  "JFrog Artifactory credentials": `AK${"CabcXYZ1234"}`,
  "AWS Client ID": `A3T${"X1234567890ABCDEF"}`,
  "AWS Secret Key": `aws"${"12345+67890/abcdefghijklm+NOPQRSTUVWXYZ+"}"`,
  "Amazon Marketplace Web Service (MWS) Key": `amzn.mws.${"12345678-1234-1234-1234-123456789012"}`,
  "Azure Storage Account access key": `${"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890+/abcdefghijklmnopqrstuv"}==`,
  "HTTP Basic Authentication": "Basic ZDp6cg==",
  "HTTP Bearer Authentication": "Bearer ZDp6cg==",
  "Github authentication": `ghp_${"aBcDeFgHiJkLmNoPqRsTuVwXyZ1234567890"}`,
  "JSON Web Token": claims,
  "Mailchimp API Key": `${hex}-us99`,
  "npm auth token": `//registry.example.com/:_authToken=${"0af23f36-c523"}`,
  "Private Key": pem("DSA PRIVATE KEY"),
  "Sendgrid API key": `SG.${"698ZUNe1TdS3IoO20xMmNQ"}.${"ynhY7qoCJj_fHV2cd177nGkxGNhL1-LiD4HNe_Txx-s"}`,
  "Slack token": `xoxb-${"1-abcdef"}`,
  "Square authentication": `sq0atp-${"12345\\6789_abcde-VWXYZ"}`,
  "Stripe API key": `sk_${"live_1234567890abcdefgHIJKLMN"}`,
  "Twilio authentication": `AC${hex}`,
  "URL with password": "smtp://user@example.com:p455w0rd@smtp.example.com:465/",
  "High entropy string": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN0123456789+/",
};

for (const [type, value] of Object.entries(values)) {
  test(`secrets: ${type} in a tree`, () => {
    expect(scanText(JSON.stringify({ a: [{ b: value }] }))).toEqual([{ type, key: "a[0].b", value }]);
  });
  test(`secrets: ${type} in a text`, () => {
    expect(scanText(`first line\n${value}\n`)).toContainEqual({ type, key: "", value });
  });
}

test("secrets: a value under a name that tells, if it is random enough", () => {
  const found = { type: "Keyword Detector", key: "DB_PASSWORD", value: word };
  expect(scanText(`DB_PASSWORD=${word}`)).toEqual([found]);
  expect(scanText(`DB_PASSWORD=${word} # tail\nexport API_KEY="${word} x"\nX: 1\n`, "many.env")).toEqual([
    found,
    { ...found, key: "export API_KEY", value: `${word} x` },
  ]);
  expect(scanText("DB_PASSWORD=short\nOTHER=abcD3fgh1jklmn0pqrs")).toEqual([]);
});

test("secrets: variables are none", () => {
  expect(scanText(JSON.stringify({ password: `\${${word}}`, url: "postgres://user:$PW@host/" }))).toEqual([]);
});

test("secrets: words that only look like tokens are none", () => {
  expect(
    scanText(JSON.stringify({ a: "Basic abcdefg", b: "eyJhbGciOiJ4.eyJzdWIiOiIx.x", c: "1234567890123456" })),
  ).toEqual([]);
});

test("secrets: a key is told once, by the first kind that fits", () => {
  const value = values["Github authentication"]!;
  expect(scanText(JSON.stringify({ token: value }))).toEqual([{ type: "Github authentication", key: "token", value }]);
});

test("secrets: a key in the middle of a text", () => {
  const key = pem("RSA PRIVATE KEY");
  expect(scanText(`before\nkey = ${key}\nafter\n${pem("EC PRIVATE KEY")}\n`)).toEqual([
    { type: "Private Key", key: "key", value: key },
    { type: "Private Key", key: "", value: pem("EC PRIVATE KEY") },
  ]);
});

test("secrets: sections of a file", () => {
  const text = `[one]\na = 1\nsecret = '${word}'\n; remark\n[two]\npwd: ${word} ; tail\n`;
  expect(scanText(text, "x.ini").map(({ key, value }) => [key, value])).toEqual([
    ["one.secret", word],
    ["two.pwd", word],
  ]);
});

test("secrets: a text that takes too long is told of", () => {
  const [found, ...more] = scanText(`${"a ".repeat(400_000)}\nb`);
  expect(found).toMatchObject({ type: "Suspicious text file size" });
  expect(more).toEqual([]);
}, 60_000);
