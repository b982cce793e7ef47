import { busyboxLayer, imageArchive, sha256, type TarEntry, tarOf } from "../../tools/docker-archive.ts";
import { SeededRandom } from "./random.ts";

const env = ["PATH=/bin"];

/** An archive of a busybox image with one small layer more, whose file `/who` holds the tag. */
export function smallImage(tag: string): Buffer {
  const layers = [busyboxLayer(), tarOf({ who: { file: tag } })];
  return imageArchive({ tags: [tag], layers, config: { Cmd: ["cat", "/who"], Env: env } });
}

export interface RandomImage {
  readonly tag: string;
  readonly archive: Buffer;
  /** The lines that `sha256sum` prints of its files, sorted. */
  readonly listing: readonly string[];
}

/** An image of 400 files below `/files`, empty to 70 kB, different for each seed. */
export function randomImage(tag: string, seed: number): RandomImage {
  const random = new SeededRandom(seed);
  const entries = new Map<string, TarEntry>([["files", { folder: true }]]);
  for (let i = 0; i < 20; i++) entries.set(`files/d${i}`, { folder: true });
  const listing: string[] = [];
  for (let i = 0; i < 400; i++) {
    const file = random.bytes(random.pick([0, 10, 5_000, 70_000]));
    const name = `files/d${i % 20}/f${i}`;
    entries.set(name, { file });
    listing.push(`${sha256(file)}  /${name}`);
  }
  const archive = imageArchive({
    tags: [tag],
    layers: [busyboxLayer(), tarOf(entries)],
    config: { Cmd: ["sh"], Env: env },
  });
  return { tag, archive, listing: listing.sort() };
}

/** The command that prints what `listing` says. */
export const listFiles = ["sh", "-c", "find /files -type f | xargs sha256sum"];
