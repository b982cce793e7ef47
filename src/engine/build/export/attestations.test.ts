import { expect, test } from "bun:test";
import { backgroundOp } from "#base/op.ts";
import { imageAttributes } from "#core/build/image/attributes.ts";
import { attestationsOf, checkAttestations } from "./attestations.ts";
import type { ExportRoom } from "./room.ts";
import type { WrittenPlatform } from "./write-image.ts";

/** Tells whether anything was to be said of an image of one platform, of which nothing is known. */
async function isAttested(
  type: string,
  attestations: Readonly<Record<string, Readonly<Record<string, string>>>>,
  attributes: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  let asked = false;
  const platform = {
    get image(): never {
      asked = true;
      throw new Error("asked");
    },
  } as unknown as WrittenPlatform;
  const spec = { type, attributes } as ExportRoom["spec"];
  const room = { spec, request: { attestations } } as unknown as ExportRoom;
  const written = { platforms: [platform], attributes: imageAttributes(spec) };
  const answer = await attestationsOf(backgroundOp(), room, written).catch((error: Error) => error);
  if (answer instanceof Error && !asked) throw answer;
  return asked;
}

const alongOnly = { provenance: { mode: "min", "inline-only": "true" } };

test("provenance that may go along goes where an image leaves the engine, and nowhere else", async () => {
  expect(await isAttested("moby", alongOnly)).toBe(false);
  expect(await isAttested("docker", alongOnly)).toBe(false);
  expect(await isAttested("moby", alongOnly, { push: "true" })).toBe(true);
  expect(await isAttested("oci", alongOnly)).toBe(true);
});

test("provenance that is asked for by name goes along always, and without it nothing does", async () => {
  expect(await isAttested("moby", { provenance: { mode: "max" } })).toBe(true);
  expect(await isAttested("oci", {})).toBe(false);
});

test("what attestations cannot be is refused by name, before anything is built", () => {
  const refusal = (attestations: Parameters<typeof isAttested>[1]) => () => checkAttestations(attestations);
  expect(refusal({ sbom: { generator: "scanner:1" } })).toThrow("not supported: the SBOM generator scanner:1");
  expect(refusal({ sbom: { format: "spdx+csv" } })).toThrow('invalid SBOM format "csv"');
  expect(refusal({ sbom: { depth: "2" } })).toThrow("not supported: attribute depth of the attestation sbom");
  expect(refusal({ provenance: { mode: "most" } })).toThrow('invalid mode "most"');
  expect(refusal({ provenance: { version: "v2" } })).toThrow('invalid provenance type "v2"');
  checkAttestations({ provenance: {}, sbom: {} });
});
