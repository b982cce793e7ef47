import { expect, test } from "bun:test";
import type { ImageSummary } from "#api/types.gen.ts";
import { recordingIo } from "../io/fake.ts";
import { imageTree } from "./image-tree.ts";

const id = (letter: string) => `sha256:${letter.repeat(64)}`;

function manifest(letter: string, variant: string, more: Record<string, unknown> = {}) {
  return {
    ID: id(letter),
    Descriptor: { mediaType: "x", digest: id(letter), size: 1 },
    Available: true,
    Size: { Content: 12_600_000, Total: 15_200_000 },
    Kind: "image",
    ImageData: {
      Platform: { architecture: "arm", os: "linux", variant },
      Size: { Unpacked: 1 },
      Containers: [],
    },
    ...more,
  };
}

const images = [
  {
    Id: id("e"),
    RepoTags: [],
    Size: 12_300_000,
    Containers: 0,
    Manifests: [],
  },
  {
    Id: id("a"),
    RepoTags: ["app:v1", "app:latest"],
    Size: 30_500_000,
    Containers: 0,
    Manifests: [
      manifest("b", "v6", { ImageData: { Platform: { architecture: "amd64", os: "linux" }, Containers: ["x"] } }),
      manifest("c", "v7", { Available: false, Size: { Content: 0, Total: 0 } }),
      manifest("d", "", { Kind: "attestation", Size: { Content: 100_000, Total: 0 }, ImageData: undefined }),
    ],
  },
] as unknown as ImageSummary[];

function shown(expanded: boolean, columns?: number): string {
  const { stdout } = recordingIo(columns === undefined ? {} : { columns });
  return imageTree(stdout, images, { expanded });
}

test("a name is a line, what has none comes last, and what is used is marked", () => {
  expect(shown(false)).toBe(
    [
      "IMAGE        ID             DISK USAGE   CONTENT SIZE   EXTRA",
      "app:latest   aaaaaaaaaaaa       30.5MB         12.7MB   U    ",
      "app:v1       aaaaaaaaaaaa       30.5MB         12.7MB   U    ",
      "<untagged>   eeeeeeeeeeee       12.3MB             0B        ",
      "",
    ].join("\n"),
  );
});

test("expanded, an image stands once, with its platforms below", () => {
  expect(shown(true)).toBe(
    [
      "IMAGE                 ID             DISK USAGE   CONTENT SIZE   EXTRA",
      "app:latest         ",
      "app:v1                aaaaaaaaaaaa       30.5MB         12.7MB   U    ",
      "├─ linux/amd64        bbbbbbbbbbbb       15.2MB         12.6MB   U    ",
      "└─ linux/arm/v7       cccccccccccc           0B             0B        ",
      "",
      "<untagged>            eeeeeeeeeeee       12.3MB             0B        ",
      "",
      "",
    ].join("\n"),
  );
});

test("on a terminal there are colours and a legend, and columns go where there is no room", () => {
  const lines = shown(true, 40).split("\n");
  expect(lines[0]).toEndWith("\x1b[38;5;0m\x1b[48;5;14m U \x1b[0m In Use");
  expect(lines[1]).toBe(
    "\x1b[39m\x1b[1mIMAGE\x1b[0m          \x1b[39m\x1b[1mID\x1b[0m             \x1b[39m\x1b[1mDISK USAGE\x1b[0m",
  );
  expect(lines[5]).toBe(
    "\x1b[39m\x1b[2m└─ linux/arm/v7\x1b[0m   \x1b[39m\x1b[2mcccccccccccc\x1b[0m           \x1b[39m\x1b[2m0B\x1b[0m",
  );
});

test("a name that is wider than its column has a line of its own", () => {
  const long = [{ ...images[1], RepoTags: ["r.example.com/a/long/name:tag"], Manifests: [] }] as ImageSummary[];
  const { stdout } = recordingIo({ columns: 50 });
  expect(imageTree(stdout, long, { expanded: false }).split("\n")[2]).toBe(
    "\x1b[34m\x1b[1mr.example.com/a/long/name:tag\x1b[0m",
  );
});
