import { readFileSync } from "node:fs";
import { digestOf } from "#base/digest-of.ts";
import type { Op } from "#base/op.ts";
import { normalizePlatform, parsePlatform, platformFault } from "#formats/oci/platform.ts";
import { parseReference, type Reference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import { atLeast } from "../../../arguments.ts";
import { writeMetadata } from "../../../build/metadata.ts";
import type { ProgressPrinter } from "../../../build/progress/events.ts";
import { makePrinter } from "../../../build/progress/make-printer.ts";
import { builderFlag } from "../../../builders/builders.ts";
import { type Command, runs } from "../../../command.ts";
import { openError } from "../../../container-spec/key-values.ts";
import { list } from "../../../flags/lists.ts";
import { bool, string } from "../../../flags/scalars.ts";
import { parseAnnotations } from "../../../imagetools/annotations.ts";
import { type CombinedImage, combine } from "../../../imagetools/combine.ts";
import { copyImage } from "../../../imagetools/copy-image.ts";
import { RemoteImages } from "../../../imagetools/remote-images.ts";
import { parseSources, placed } from "../../../imagetools/sources.ts";

export const command = {
  usage: "[OPTIONS] [SOURCE...]",
  arguments: atLeast(0),
  flags: {
    annotation: list({ usage: "An annotation of the image", type: "stringArray" }),
    append: bool({ usage: "Append them to what is there" }),
    builder: builderFlag,
    "dry-run": bool({ usage: "Show the image, and push nothing" }),
    file: list({ short: "f", usage: "A file with the descriptor of a source", type: "stringArray" }),
    "metadata-file": string({ usage: "Write what was made to this file, as JSON" }),
    platform: list({ short: "p", usage: "Only what is of the platform", type: "stringArray" }),
    "prefer-index": bool({ usage: "When there is one image, make an index of it, too", default: true }),
    progress: string({ usage: "How to show it: auto, none, plain, rawjson, tty", default: "auto" }),
    tag: list({ short: "t", usage: "Name of the image", type: "stringArray" }),
  },
  engine: "unused",
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (op, io, _client, { args, flags }) => {
  if (args.length === 0 && flags.file.length === 0) throw new Error("no sources specified");
  if (!flags["dry-run"] && flags.tag.length === 0)
    throw new Error("can't push with no tags specified, please set --tag or --dry-run");
  const texts = [...(flags.append ? flags.tag.slice(0, 1) : []), ...flags.file.map(textOf), ...args];
  const tags = flags.tag.map(parseReference);
  const sources = placed(parseSources(texts), { texts, tags });
  const platforms = flags.platform.map(platformOf);
  const annotations = parseAnnotations(flags.annotation);
  await using images = new RemoteImages(io);
  const options = { annotations, platforms, preferIndex: flags["prefer-index"] };
  const combined = await combine(op, images, sources, options);
  if (flags["dry-run"]) {
    io.stdout.write(`${Buffer.from(combined.manifest.bytes).toString("utf8")}\n`);
    return;
  }
  const printer = makePrinter(io.stderr, io.env, flags.progress);
  const [first] = sources;
  for (const tag of tags) await push(op, images, { combined, tag, printer, source: first?.reference ?? tag });
  printer.finish();
  if (flags["metadata-file"] === "") return;
  writeMetadata(flags["metadata-file"], {
    "containerimage.descriptor": combined.manifest.descriptor,
    "image.name": tags.map((tag) => referenceText(withDefaultTag(tag))).join(","),
  });
});

interface Push {
  readonly combined: CombinedImage;
  readonly tag: Reference;
  readonly printer: ProgressPrinter;
  /** Of a manifest that is taken as it is. */
  readonly source: Reference;
}

async function push(op: Op, images: RemoteImages, { combined, tag, printer, source }: Push): Promise<void> {
  const name = referenceText(withDefaultTag(tag));
  const step = { digest: digestOf(Buffer.from(name)), inputs: [], name: `[internal] pushing ${name}`, cached: false };
  const startedAt = Date.now();
  const say = (text: string): void =>
    printer.event({
      log: { vertex: step.digest, stream: "stdout", data: Buffer.from(`${text}\n`).toString("base64"), at: Date.now() },
    });
  printer.event({ vertex: { ...step, startedAt } });
  try {
    const { manifest, members } = combined;
    const { digest } = manifest.descriptor;
    const parts = members.length === 0 ? [{ descriptor: manifest.descriptor, from: source }] : members;
    for (const { descriptor, from } of parts) {
      if (from.domain === tag.domain && from.path === tag.path) continue;
      say(`copying ${descriptor.digest} from ${referenceText(from)} to ${name}`);
      await copyImage(op, images, { digest: descriptor.digest, from, to: tag });
    }
    say(`pushing ${digest} to ${name}`);
    const repository = await images.repository(op, tag, { push: true });
    await repository.put(op, manifest, withDefaultTag(tag).tag ?? digest);
    printer.event({ vertex: { ...step, startedAt, completedAt: Date.now() } });
  } catch (error) {
    printer.event({ vertex: { ...step, startedAt, completedAt: Date.now(), error: (error as Error).message } });
    printer.finish();
    throw error;
  }
}

function platformOf(text: string) {
  const platform = parsePlatform(text, { os: "linux", architecture: "amd64" });
  if (platform === undefined)
    throw new Error(
      `invalid platform ${JSON.stringify(text)}: ${JSON.stringify(text)}: ${platformFault(text)}: invalid argument`,
    );
  return normalizePlatform(platform);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new Error(openError(path, error));
  }
}
