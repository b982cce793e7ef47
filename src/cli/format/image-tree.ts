import type { ImageSummary, ManifestSummary } from "#api/types.gen.ts";
import { platformText } from "#formats/oci/platform.ts";
import type { Output } from "../io/io.ts";
import { humanSize } from "./human-size.ts";
import { infoHead, infoHeadColumns } from "./note.ts";
import { shortId } from "./text.ts";

export interface TreeOptions {
  /** Each image once, with its platforms below; otherwise a line for each name. */
  readonly expanded: boolean;
}

/** What stands behind a name: an image or one of its platforms. */
interface Details {
  readonly id: string;
  readonly diskUsage: string;
  readonly contentSize: string;
  readonly inUse: boolean;
}

interface Branch {
  readonly platform: string;
  readonly available: boolean;
  readonly details: Details;
}

interface Entry {
  /** None: the image has no name. */
  readonly names: readonly string[];
  readonly details: Details;
  readonly branches: readonly Branch[];
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly align: "left" | "right";
  value(details: Details): string;
}

type Paint = (text: string) => string;

const spacing = "   ";
const untagged = "<untagged>";
const leastNameColumns = 12;
const leastColumns = 20;
const fancyChip = "\x1b[38;5;0m\x1b[48;5;14m U \x1b[0m";

const ansi = {
  title: (text: string) => `\x1b[39m\x1b[1m${text}\x1b[0m`,
  name: (text: string) => `\x1b[34m\x1b[1m${text}\x1b[0m`,
  normal: (text: string) => `\x1b[39m${text}\x1b[0m`,
  faint: (text: string) => `\x1b[39m\x1b[2m${text}\x1b[0m`,
};
const plain: Paint = (text) => text;

/** Images by name with what they take up, as Docker 29 shows them on a terminal. */
export function imageTree(out: Output, images: readonly ImageSummary[], { expanded }: TreeOptions): string {
  const entries = images.flatMap((image) => entriesOf(image, expanded)).sort(byName);
  const colours = out.isTerminal ? ansi : { title: plain, name: plain, normal: plain, faint: plain };
  const columns = out.isTerminal ? Math.max(out.windowSize().columns, leastColumns) : 0;
  const { nameColumns, shown } = fitted(columns, detailColumns(out.isTerminal, anyInUse(entries)), widestName(entries));
  const spaced = entries.some(({ branches }) => branches.length > 0);
  const lines = out.isTerminal ? [legend(columns)] : [];
  lines.push(
    [
      padded("IMAGE", nameColumns, colours.title),
      ...shown.map((column) => cell(column, column.title, colours.title)),
    ].join(spacing),
  );
  for (const { names, details, branches } of entries) {
    lines.push(nameLines(names, nameColumns, colours) + detailCells(shown, details, colours.normal));
    branches.forEach(({ platform, available, details: branch }, i) => {
      const paint = available ? colours.normal : colours.faint;
      const twig = `${i === branches.length - 1 ? "└─" : "├─"} ${platform}`;
      lines.push(padded(twig, nameColumns, paint) + detailCells(shown, branch, paint));
    });
    if (spaced) lines.push("");
  }
  return `${lines.join("\n")}\n`;
}

function entriesOf(image: ImageSummary, expanded: boolean): Entry[] {
  const manifests = image.Manifests ?? [];
  const images = manifests.filter(({ Kind }) => Kind === "image");
  const content = manifests.reduce((sum, { Size }) => sum + Size.Content, 0);
  const details = {
    id: shortId(image.Id),
    diskUsage: humanSize(image.Size),
    contentSize: humanSize(content),
    inUse: image.Containers > 0 || images.some(isUsed),
  };
  const names = [...(image.RepoTags ?? [])].sort();
  if (expanded) return [{ names, details, branches: images.map(branchOf) }];
  return (names.length === 0 ? [[]] : names.map((name) => [name])).map((each) => ({
    names: each,
    details,
    branches: [],
  }));
}

function isUsed({ ImageData }: ManifestSummary): boolean {
  return (ImageData?.Containers ?? []).length > 0;
}

function branchOf(manifest: ManifestSummary): Branch {
  const platform = manifest.ImageData?.Platform ?? { architecture: "", os: "" };
  return {
    platform: platformText(platform as Parameters<typeof platformText>[0]),
    available: manifest.Available,
    details: {
      id: shortId(manifest.ID),
      diskUsage: humanSize(manifest.Size.Total),
      contentSize: humanSize(manifest.Size.Content),
      inUse: isUsed(manifest),
    },
  };
}

/** Images without a name come last. */
function byName(a: Entry, b: Entry): number {
  const [first, second] = [a.names[0], b.names[0]];
  if (first === second) return 0;
  if (first === undefined || second === undefined) return first === undefined ? 1 : -1;
  return first < second ? -1 : 1;
}

function anyInUse(entries: readonly Entry[]): boolean {
  return entries.some(({ details, branches }) => details.inUse || branches.some((branch) => branch.details.inUse));
}

function detailColumns(terminal: boolean, inUse: boolean): Column[] {
  const chips = terminal ? [fancyChip, "   "] : ["U", " "];
  const extra = (details: Details): string => (inUse ? (chips[details.inUse ? 0 : 1] ?? "") : "");
  return [
    { title: "ID", width: 12, align: "left", value: ({ id }) => id },
    { title: "DISK USAGE", width: 10, align: "right", value: ({ diskUsage }) => diskUsage },
    { title: "CONTENT SIZE", width: 12, align: "right", value: ({ contentSize }) => contentSize },
    { title: "EXTRA", width: 5, align: "left", value: extra },
  ];
}

/** What fits: columns go from the right before there is too little room for names. 0 columns are without a bound. */
function fitted(
  columns: number,
  details: readonly Column[],
  widest: number,
): { readonly nameColumns: number; readonly shown: readonly Column[] } {
  if (columns === 0) return { nameColumns: widest, shown: details };
  const shown: Column[] = [];
  let left = columns;
  for (const column of details) {
    const needed = column.width + spacing.length;
    if (left - needed < leastNameColumns) break;
    left -= needed;
    shown.push(column);
  }
  return { nameColumns: Math.min(left, widest), shown };
}

/** Counted as Docker counts: the twig before a platform is six bytes and a space. */
function widestName(entries: readonly Entry[]): number {
  const widths = entries.flatMap(({ names, branches }) => [
    ...(names.length === 0 ? [untagged] : names).map((name) => name.length),
    ...branches.map(({ platform }) => platform.length + 7),
  ]);
  return Math.max("IMAGE".length, ...widths);
}

function legend(columns: number): string {
  const width = infoHeadColumns + " U ".length + " In Use".length;
  return `${" ".repeat(Math.max(0, columns - width))}${infoHead} ${fancyChip} In Use`;
}

/** Each name on a line of its own; what follows the last stands below it where the name leaves no room. */
function nameLines(names: readonly string[], columns: number, colours: typeof ansi): string {
  if (names.length === 0) return padded(untagged, columns, colours.faint);
  return names
    .map((name, i) => {
      const last = i === names.length - 1;
      const below = name.length > columns && last ? " ".repeat(columns) : "";
      return `${padded(name, columns, colours.name)}${last && name.length <= columns ? "" : "\n"}${below}`;
    })
    .join("");
}

function detailCells(columns: readonly Column[], details: Details, paint: Paint): string {
  return columns
    .map((column) => spacing + cell(column, column.value(details), column.title === "EXTRA" ? plain : paint))
    .join("");
}

function cell({ width, align }: Column, text: string, paint: Paint): string {
  const fill = " ".repeat(Math.max(0, width - visibleLength(text)));
  return align === "left" ? paint(text) + fill : fill + paint(text);
}

function padded(text: string, width: number, paint: Paint): string {
  return paint(text) + " ".repeat(Math.max(0, width - [...text].length));
}

function visibleLength(text: string): number {
  return text === fancyChip ? " U ".length : text.length;
}
