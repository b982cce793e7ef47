import { expect, test } from "bun:test";
import { filter } from "./filter.ts";
import { list } from "./lists.ts";
import { FlagError, parseFlags } from "./parse.ts";
import { bool, duration, integer, string, unsigned } from "./scalars.ts";

const table = {
  detach: bool({ short: "d", usage: "" }),
  interactive: bool({ short: "i", usage: "" }),
  tty: bool({ short: "t", usage: "" }),
  rm: bool({ usage: "" }),
  "sig-proxy": bool({ usage: "", default: true }),
  name: string({ usage: "" }),
  publish: list({ short: "p", usage: "" }),
  env: list({ short: "e", usage: "" }),
  last: integer({ short: "n", usage: "", default: -1 }),
  weight: unsigned({ bits: 16, usage: "" }),
  wait: duration({ usage: "" }),
  filter: filter({ short: "f", usage: "" }),
  old: string({ usage: "", deprecated: "use --name instead" }),
};

function parse(...argv: string[]) {
  return parseFlags(table, argv);
}

const good: [argv: string[], values: Record<string, unknown>, args: string[]][] = [
  [["-itp80:80", "x"], { interactive: true, tty: true, publish: ["80:80"] }, ["x"]],
  [["-it", "-p", "80:80", "-p=81:81"], { publish: ["80:80", "81:81"] }, []],
  [["-eA=1", "-e", "B=2", "--env=C=3"], { env: ["A=1", "B=2", "C=3"] }, []],
  [["--rm=false", "--sig-proxy=false"], { rm: false, "sig-proxy": false }, []],
  [["--rm=T", "-d=0"], { rm: true, detach: false }, []],
  [["x", "-d", "y"], { detach: true }, ["x", "y"]],
  [["--", "-d"], { detach: false }, ["-d"]],
  [["-"], {}, ["-"]],
  [["-n-5"], { last: -5 }, []],
  [["-n", "0x10"], { last: 16 }, []],
  [["-n", "1_000"], { last: 1000 }, []],
  [["--wait", "1m30s"], { wait: 90e9 }, []],
  [["--name", "--rm"], { name: "--rm", rm: false }, []],
  [["-f", "A=b", "-f", "a=c", "--filter="], { filter: { a: ["b", "c"] } }, []],
];

for (const [argv, values, args] of good) {
  test(`reads ${argv.join(" ")}`, () => {
    const parsed = parse(...argv);
    expect(parsed.values).toMatchObject(values);
    expect(parsed.args).toEqual(args);
  });
}

const bad: [argv: string[], message: string][] = [
  [["-iZ"], "unknown shorthand flag: 'Z' in -Z"],
  [["--nosuch"], "unknown flag: --nosuch"],
  [["--na", "x"], "unknown flag: --na"],
  [["--name"], "flag needs an argument: --name"],
  [["-ip"], "flag needs an argument: 'p' in -p"],
  [["--=x"], "bad flag syntax: --=x"],
  [["---x"], "bad flag syntax: ---x"],
  [["--rm=x"], 'invalid argument "x" for "--rm" flag: strconv.ParseBool: parsing "x": invalid syntax'],
  [["-n", "x"], 'invalid argument "x" for "-n, --last" flag: strconv.ParseInt: parsing "x": invalid syntax'],
  [
    ["-n", "9223372036854775808"],
    'invalid argument "9223372036854775808" for "-n, --last" flag: strconv.ParseInt: parsing "9223372036854775808": value out of range',
  ],
  [
    ["--weight", "99999"],
    'invalid argument "99999" for "--weight" flag: strconv.ParseUint: parsing "99999": value out of range',
  ],
  [["--wait", "x"], 'invalid argument "x" for "--wait" flag: time: invalid duration "x"'],
  [["-f", "x"], 'invalid argument "x" for "-f, --filter" flag: bad format of filter (expected name=value)'],
];

for (const [argv, message] of bad) {
  test(`refuses ${argv.join(" ")}`, () => {
    expect(() => parse(...argv)).toThrow(new FlagError(message));
  });
}

test("stops at the first argument where flags are not interspersed", () => {
  const parsed = parseFlags(table, ["-i", "x", "-d", "--"], { interspersed: false });
  expect(parsed.args).toEqual(["x", "-d", "--"]);
  expect(parsed.changed("interactive")).toBe(true);
  expect(parsed.changed("detach")).toBe(false);
});

test("asks for help by --help and by an unused -h", () => {
  expect(parse("--help").help).toBe(true);
  expect(parse("-h")).toMatchObject({ help: true, warnings: ["Flag shorthand -h has been deprecated, use --help"] });
});

test("warns of deprecated flags", () => {
  expect(parse("--old", "x").warnings).toEqual(["Flag --old has been deprecated, use --name instead"]);
});
