import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

/** Runs our client and the stock one with the same words, one after the other. */
async function bothSay(...args: string[]): Promise<[object, object]> {
  const own = await (await engine()).own(args);
  const stock = await (await engine()).docker(args);
  const told = ({ code, stdout, stderr }: typeof own): object => ({ code, stdout, stderr });
  return [told(own), told(stock)];
}

const cases: ReadonlyArray<readonly string[]> = [
  ["run", "--rm", "busybox", "sh", "-c", "echo out; echo err >&2; exit 7"],
  ["run", "--rm", "busybox", "no-such-program"],
  ["run", "--rm", "-u", "nobody-here", "busybox", "true"],
  ["run", "--rm", "--memory", "lots", "busybox"],
  ["run", "--rm", "-p", "99999:80", "busybox"],
  ["run", "-d", "--rm", "-it", "--attach", "stdout", "busybox"],
  ["images"],
  ["images", "-q", "--no-trunc"],
  ["images", "--format", "json", "busybox"],
  ["ps", "-a"],
  ["ps", "--filter", "nonsense=1"],
  ["inspect", "no-such-thing"],
  ["logs", "no-such-thing"],
  ["stop", "no-such-thing"],
  ["rm", "no-such-thing"],
  ["start", "no-such-thing"],
  ["rmi", "no-such-image"],
  ["tag", "no-such-image", "x"],
  ["rename", "no-such-thing", "x"],
  ["exec", "no-such-thing", "true"],
  ["kill", "-s", "KILL", "no-such-thing"],
  ["wait", "no-such-thing"],
];

for (const words of cases)
  test(`our client says what docker says: ${words.join(" ")}`, async () => {
    const [own, stock] = await bothSay(...words);
    expect(own).toEqual(stock);
  });
