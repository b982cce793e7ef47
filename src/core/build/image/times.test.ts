import { expect, test } from "bun:test";
import { completeHistory } from "./times.ts";

const base = [
  { created: "2020-01-01T00:00:00Z", created_by: "base layer" },
  { created: "2020-01-02T00:00:00Z", created_by: "base env", empty_layer: true },
];

test("a layer's step is as old as the layer, and what has none as the step before it", () => {
  const history = [
    ...base,
    { created_by: "ENV", empty_layer: true },
    { created_by: "RUN" },
    { created_by: "CMD", empty_layer: true },
  ];
  const layers = [
    { createdAt: undefined, description: "" },
    { createdAt: "2024-05-05T00:00:00Z", description: "RUN" },
  ];
  expect(completeHistory(history, layers).map(({ created }) => created)).toEqual([
    "2020-01-01T00:00:00Z",
    "2020-01-02T00:00:00Z",
    "2024-05-05T00:00:00Z",
    "2024-05-05T00:00:00Z",
    "2024-05-05T00:00:00Z",
  ]);
});

test("an image of which only the config is new is as old as its base", () => {
  const history = [...base, { created_by: "LABEL", empty_layer: true }];
  const completed = completeHistory(history, [{ createdAt: undefined, description: "" }]);
  expect(completed.at(-1)).toEqual({ created: "2020-01-02T00:00:00Z", created_by: "LABEL", empty_layer: true });
});

test("layers that no step stands for get one, and steps without a layer say so", () => {
  const layers = [{ createdAt: "2024-01-01T00:00:00Z", description: "copy / /" }];
  expect(completeHistory([], layers)).toEqual([
    { created: "2024-01-01T00:00:00Z", created_by: "copy / /", comment: "buildkit.exporter.image.v0" },
  ]);
  expect(completeHistory([{ created_by: "RUN" }], [])).toEqual([{ created_by: "RUN", empty_layer: true }]);
});
