import { type ContainerEdits, type DescribedDevice, type Description, joinedEdits } from "#formats/cdi/description.ts";

/** A file of a folder of descriptions: what it says, or why it says nothing. */
export interface DescriptionFile {
  readonly path: string;
  /** The place of its folder among the folders: a later one overrules an earlier one. */
  readonly priority: number;
  readonly content: Description | { readonly error: string };
}

/** Something that is wrong with a file. */
export interface DescriptionFault {
  readonly path: string;
  readonly text: string;
}

interface Entry {
  readonly file: DescriptionFile;
  readonly description: Description;
  readonly device: DescribedDevice;
}

/** The devices that files describe, by `vendor.com/class=name`. */
export class DeviceTable {
  readonly faults: readonly DescriptionFault[];
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(files: readonly DescriptionFile[]) {
    const faults: DescriptionFault[] = [];
    this.#entries = entriesOf(files, faults);
    this.faults = faults;
  }

  /** In the order of bytes. */
  names(): string[] {
    return [...this.#entries.keys()].sort();
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** Those of its file, and over them its own. */
  annotationsOf(name: string): Readonly<Record<string, string>> {
    const entry = this.#entries.get(name);
    return { ...entry?.description.annotations, ...entry?.device.annotations };
  }

  /** What containers with these devices are given: for each file once what all its devices bring. Unknown names bring nothing. */
  editsOf(names: readonly string[]): ContainerEdits {
    const opened = new Set<Description>();
    const parts: ContainerEdits[] = [];
    for (const name of names) {
      const entry = this.#entries.get(name);
      if (entry === undefined) continue;
      if (!opened.has(entry.description)) parts.push(entry.description.containerEdits);
      opened.add(entry.description);
      parts.push(entry.device.containerEdits);
    }
    return joinedEdits(parts);
  }
}

/** A device that two files of one folder describe is nobody's. */
function entriesOf(files: readonly DescriptionFile[], faults: DescriptionFault[]): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const disputed = new Set<string>();
  for (const file of files) {
    const { path, content } = file;
    if ("error" in content) {
      faults.push({ path, text: `failed to load CDI Spec ${content.error}` });
      continue;
    }
    for (const device of content.devices) {
      const name = `${content.kind}=${device.name}`;
      const other = entries.get(name)?.file;
      if (other?.priority === file.priority) {
        const text = `conflicting device ${JSON.stringify(name)} (specs ${JSON.stringify(path)}, ${JSON.stringify(other.path)})`;
        faults.push({ path, text }, { path: other.path, text });
        disputed.add(name);
      } else entries.set(name, { file, description: content, device });
    }
  }
  for (const name of disputed) entries.delete(name);
  return entries;
}
