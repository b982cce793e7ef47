import { never, type ProjectImage, projectImages } from "#compose/observe/project-images.ts";
import { platformText } from "#formats/oci/platform.ts";
import { bool, string } from "../../flags/scalars.ts";
import { humanDuration } from "../../format/human-duration.ts";
import { humanSize } from "../../format/human-size.ts";
import { shortId } from "../../format/text.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";
import { printList } from "../listing/print-list.ts";

export const command = {
  usage: "[OPTIONS] [SERVICE...]",
  flags: {
    format: string({ usage: "Format the output. Values: [table | json]", default: "table" }),
    quiet: bool({ short: "q", usage: "Only display IDs" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const project = (await projectNameOf(op, invocation)).toLowerCase();
  const images = await projectImages(op, client, project, args);
  if (flags.quiet) {
    const ids = new Set(images.map(({ id }) => id.slice(id.indexOf(":") + 1)));
    return io.stdout.write([...ids].map((id) => `${id}\n`).join(""));
  }
  if (flags.format === "json") return io.stdout.write(`${JSON.stringify(listJson(images))}\n\n`);
  printList(io.stdout, {
    format: flags.format,
    headers: ["CONTAINER", "REPOSITORY", "TAG", "PLATFORM", "IMAGE ID", "SIZE", "CREATED"],
    rows: images.map((image) => cellsOf(image, io.now())),
    json: Object.fromEntries(images.map((image) => [image.container, imageJson(image)])),
  });
});

/** The longest span that Go has, in milliseconds: what never happened is so long ago. */
const longestMs = Number(2n ** 63n / 1_000_000n);

function cellsOf(image: ProjectImage, now: number): string[] {
  const { container, repository, tag, id, sizeBytes, lastTagged } = image;
  const age = lastTagged === undefined ? longestMs : now - Date.parse(lastTagged);
  const name = [container, repository || "<none>", tag || "<none>"];
  return [...name, platformOf(image), shortId(id), humanSize(sizeBytes), `${humanDuration(age)} ago`];
}

/** Nothing is Go's nil. */
function listJson(images: readonly ProjectImage[]): unknown {
  if (images.length === 0) return null;
  return images.map((image) => ({
    ID: image.id,
    ContainerName: image.container,
    Repository: image.repository,
    Tag: image.tag,
    Platform: platformOf(image),
    Size: image.sizeBytes,
    LastTagTime: image.lastTagged ?? image.created,
  }));
}

function imageJson(image: ProjectImage): object {
  return {
    ID: image.id,
    Repository: image.repository,
    Tag: image.tag,
    Platform: {
      architecture: image.architecture,
      os: image.os,
      ...(image.osVersion === "" ? {} : { "os.version": image.osVersion }),
      ...(image.variant === "" ? {} : { variant: image.variant }),
    },
    Size: image.sizeBytes,
    Created: image.created,
    LastTagTime: image.lastTagged ?? never,
  };
}

const platformOf = (image: ProjectImage): string => (image.os === "" ? "unknown" : platformText(image));
