import { expect, test } from "bun:test";
import { ActionTimes, Durations } from "./action-times.ts";
import { metricsText } from "./text.ts";

test("counters, labels and histograms as Prometheus reads them", () => {
  const times = new Durations();
  for (const seconds of [0.003, 0.3, 60]) times.add(seconds);
  const text = metricsText([
    { name: "b", type: "histogram", help: "How long", samples: [{ labels: { action: "x" }, times: times.histogram }] },
    { name: "a", type: "gauge", help: "How many", samples: [{ labels: { os: 'a"b\\c' }, value: 1 }, { value: 2.5 }] },
  ]);
  expect(text).toStartWith(
    '# HELP a How many\n# TYPE a gauge\na{os="a\\"b\\\\c"} 1\na 2.5\n# HELP b How long\n# TYPE b histogram\n',
  );
  expect(text).toContain('b_bucket{action="x",le="0.005"} 1\n');
  expect(text).toContain('b_bucket{action="x",le="0.5"} 2\n');
  expect(text).toEndWith('b_bucket{action="x",le="+Inf"} 3\nb_sum{action="x"} 60.303\nb_count{action="x"} 3\n');
});

test("only what dockerd times is timed", () => {
  const actions = new ActionTimes();
  actions.done("ContainerStart", 1);
  actions.done("ContainerList", 1);
  const counts = actions.containers.map(([action, { count }]) => [action, count] as const);
  expect(Object.fromEntries(counts)).toEqual({ changes: 0, commit: 0, create: 0, delete: 0, start: 1 });
});
