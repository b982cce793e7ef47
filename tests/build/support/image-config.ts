import type { Engine } from "../../support/engine.ts";

interface Inspected {
  readonly Config: Readonly<Record<string, unknown>>;
  readonly Author?: string;
  readonly Os: string;
  readonly Architecture: string;
  readonly Variant?: string;
  readonly RootFS: { readonly Layers?: readonly string[] };
}

interface Step {
  readonly CreatedBy: string;
  readonly Comment: string;
}

/** What an image says of itself but for times, digests and sizes: its config, and a line for each step of its history. */
export async function configOfImage(engine: Engine, tag: string): Promise<Readonly<Record<string, unknown>>> {
  const image = await engine.json<Inspected>("GET", `/images/${tag}/json`);
  const history = await engine.json<readonly Step[]>("GET", `/images/${tag}/history`);
  const set = Object.entries(image.Config).filter(([, value]) => !isEmpty(value));
  return {
    ...Object.fromEntries(set),
    author: image.Author ?? "",
    platform: [image.Os, image.Architecture, image.Variant ?? ""].join("/"),
    layers: image.RootFS.Layers?.length ?? 0,
    history: history.map(({ CreatedBy, Comment }) => `${CreatedBy} (${Comment})`),
  };
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
