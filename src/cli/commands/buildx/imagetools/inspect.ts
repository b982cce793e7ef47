import { builtins } from "#formats/go-template/builtins.ts";
import { encodeJson } from "#formats/go-template/encode-json.ts";
import { executeTemplate } from "#formats/go-template/execute.ts";
import { parseTemplate } from "#formats/go-template/parse.ts";
import { anyType } from "#formats/go-template/type.ts";
import { goString } from "#formats/go-template/value.ts";
import { parseReference, withDefaultTag } from "#formats/reference/reference.ts";
import { exactly } from "../../../arguments.ts";
import { builderFlag } from "../../../builders/builders.ts";
import { type Command, runs } from "../../../command.ts";
import { bool, string } from "../../../flags/scalars.ts";
import { indentJson } from "../../../format/indent-json.ts";
import { imageText } from "../../../imagetools/image-text.ts";
import { imageValue } from "../../../imagetools/image-value.ts";
import { type IndexDocument, loadImage } from "../../../imagetools/load-image.ts";
import { RemoteImages } from "../../../imagetools/remote-images.ts";

export const command = {
  usage: "[OPTIONS] NAME",
  arguments: exactly(1),
  flags: {
    builder: builderFlag,
    format: string({ usage: "A Go template to print it by" }),
    raw: bool({ usage: "Show the manifest as it is" }),
  },
  engine: "unused",
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (op, io, _client, { args, flags }) => {
  const [name = ""] = args;
  const reference = parseReference(name);
  const named = reference.digest === undefined ? withDefaultTag(reference) : reference;
  await using images = new RemoteImages(io);
  const manifest = await images.manifest(op, named);
  // Without a line's end: its digest stays what it is.
  if (flags.raw) return io.stdout.write(manifest.bytes);
  const template = flags.format === "" ? undefined : parsed(flags.format);
  // As buildx: a template that begins with the manifest shows it in words.
  if (template === undefined || /^\{\{-?\s*\.Manifest/.test(flags.format)) {
    const document = JSON.parse(Buffer.from(manifest.bytes).toString("utf8")) as Partial<IndexDocument>;
    const isIndex = /index|manifest\.list/.test(manifest.descriptor.mediaType);
    const index = isIndex ? { schemaVersion: 2, manifests: [], ...document } : undefined;
    return io.stdout.write(imageText(named, manifest, index));
  }
  const value = imageValue(name, await loadImage(op, images, named));
  io.stdout.write(executeTemplate(template, value, { functions }));
});

const functions = {
  ...builtins,
  json: {
    params: [anyType],
    call: ([value]: readonly Parameters<typeof encodeJson>[0][]) =>
      goString(escaped(indentJson(encodeJson(value), "  "))),
  },
};

/** HTML's characters, as Go's encoder escapes them. */
function escaped(json: string): string {
  return json.replace(/[<>&]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function parsed(source: string) {
  return parseTemplate(source, { name: "", functions: new Set(Object.keys(functions)) });
}
