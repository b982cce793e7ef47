import { expect, spyOn, test } from "bun:test";
import { decodeBody, parseBody } from "./decode.ts";
import { decodeValueSliced, parseBodySliced } from "./decode-sliced.ts";
import { JsonParser } from "./json-parse.ts";

const name = "ContainerCreateRequest";

async function sliced(text: string): Promise<{ readonly body: unknown; readonly pauses: number }> {
  let pauses = 0;
  const pause = async (): Promise<void> => {
    pauses += 1;
    await Promise.resolve();
  };
  const parsed = await parseBodySliced(text, pause);
  return { body: parsed && (await decodeValueSliced(name, parsed.value, pause)), pauses };
}

const bodies = [
  "{}",
  '{"Image":"x","iMaGe":"y","Env":["a",null],"Labels":{"__proto__":"a","b":"c"},"Unknown":[{"a":[]}]}',
  '{"HostConfig":{"Memory":5,"Mounts":[],"PortBindings":{"80/tcp":[{"HostPort":"1"}],"81/tcp":null},"Init":false}}',
  '{"NetworkingConfig":{"EndpointsConfig":{"net":null,"other":{"Aliases":["a"]}}},"Cmd":"echo","Volumes":{"/a":{}}}',
];

test.each(bodies)("in slices %j is the same as at once", async (text) => {
  expect((await sliced(text)).body).toEqual(decodeBody(name, text));
});

test.each(['{"Env":["a",{}]}', '{"Labels":["a"]}', '{"HostConfig":{"Memory":1.5}}', '{"a":nul}', "[1,", '{"a":"\\x"}'])(
  "in slices %j is refused in the same words",
  async (text) => {
    const [whole, parts] = await Promise.all(
      [Promise.resolve(text).then((sent) => decodeBody(name, sent)), sliced(text)].map((answer) =>
        answer.then(() => "accepted", String),
      ),
    );
    expect(whole).toStartWith("EngineError: invalid JSON: ");
    expect(parts).toBe(whole!);
  },
);

test("an empty body is none, and what follows the value is noticed", async () => {
  expect((await sliced(" ")).body).toBeUndefined();
  expect((await parseBodySliced("{} x", async () => {}))?.trailed).toBe(true);
  expect(parseBody("{} ")?.trailed).toBe(false);
});

test("a parser can be left and taken up again anywhere", () => {
  const text = '{"a":[1,[],{},"x\\ny",[[2]]],"b":{"c":null,"d":[true]},"e":{}}';
  const parser = new JsonParser(text);
  let steps = 0;
  while (!parser.advance(1)) steps += 1;
  expect(steps).toBeGreaterThan(8);
  expect(parser.value()).toEqual(new JsonParser(text).value());
});

/** No single step may take long: between two of them others have their turn. Each look at the clock takes a millisecond. */
const entries = 60_000;
test.each([
  ["labels", `{"Image":"x","Labels":{${Array.from({ length: entries }, (_, i) => `"k${i}":"v"`).join(",")}}}`],
  ["variables", `{"Image":"x","Env":[${Array.from({ length: entries }, (_, i) => `"K${i}=1"`).join(",")}]}`],
  ["lists that nobody knows", `{"Image":"x","Unknown":[${Array.from({ length: entries }, () => "[]").join(",")}]}`],
  ["names that nobody knows", `{${Array.from({ length: entries }, (_, i) => `"k${i}":1`).join(",")}}`],
])("a body of many %s gives others their turn", async (_, text) => {
  let nowMs = 0;
  const clock = spyOn(performance, "now").mockImplementation(() => nowMs++);
  try {
    expect((await sliced(text)).pauses).toBeGreaterThan(10);
  } finally {
    clock.mockRestore();
  }
});
