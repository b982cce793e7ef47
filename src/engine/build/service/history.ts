import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestOf } from "#base/digest-of.ts";
import { EngineError, messageOf } from "#base/errors.ts";
import { type Log, type Op, throwIfEnded } from "#base/op.ts";
import type { HistoryRecord } from "#core/build/contract.ts";
import type { BuildProgress } from "#core/build/progress.ts";
import { HistoryFeed } from "./history-feed.ts";
import type { ToldBuild } from "./told-build.ts";

/** How many ended builds are remembered, and for how long, as BuildKit does. */
const maxBuilds = 50;
const maxAgeMs = 48 * 3600 * 1000;

export interface BuildHistoryOptions {
  /** A folder; made when it is not there. */
  readonly path: string;
  readonly log: Log;
  now(): number;
}

/** How a line of an attachment begins. */
const attachmentStart = '{"kind":"attachment","value":';

/** Builds that ended: a file of each, whose first line is the record and whose others are its attachments and what it told. */
export class BuildHistory {
  /** Of builds that run too. */
  readonly feed = new HistoryFeed();
  readonly #options: BuildHistoryOptions;
  readonly #records = new Map<string, HistoryRecord>();

  constructor(options: BuildHistoryOptions) {
    this.#options = options;
  }

  /** Files that are not whole go. */
  async restore(): Promise<void> {
    const { path } = this.#options;
    await mkdir(path, { recursive: true, mode: 0o700 });
    const found: HistoryRecord[] = [];
    for (const name of await readdir(path)) {
      const record = name.endsWith(".jsonl") ? await this.#read(name) : undefined;
      if (record === undefined) await rm(join(path, name), { force: true, recursive: true });
      else found.push(record);
    }
    for (const record of found.sort((a, b) => a.createdAt - b.createdAt)) this.#records.set(record.id, record);
    await this.#trim();
  }

  async #read(name: string): Promise<HistoryRecord | undefined> {
    const { path, log } = this.#options;
    try {
      const [line = ""] = (await readFile(join(path, name), "utf8")).split("\n", 1);
      const record = JSON.parse(line) as Omit<HistoryRecord, "attachments"> & Partial<HistoryRecord>;
      // Those of older engines have none.
      return name === fileName(record.id) ? { ...record, attachments: record.attachments ?? [] } : undefined;
    } catch (error) {
      log.warn("a build's history cannot be read", { name, error: messageOf(error) });
      return undefined;
    }
  }

  /** Oldest first. */
  records(): HistoryRecord[] {
    return [...this.#records.values()];
  }

  /** @param texts what the record's attachments are, as far as nothing else keeps it */
  async add(record: HistoryRecord, told: ToldBuild, texts: readonly string[] = []): Promise<void> {
    const kept = texts.map((text) => `${attachmentStart}${JSON.stringify(text)}}\n`).join("");
    await this.#write(record, `${kept}${told.lines()}`);
    this.feed.tell({ what: "completed", record });
    await this.#trim();
  }

  async #trim(): Promise<void> {
    const oldest = this.#options.now() - maxAgeMs;
    const all = this.records();
    const free = all.filter(({ pinned }) => pinned !== true);
    const gone = free.filter(({ createdAt }, at) => createdAt < oldest || at < free.length - maxBuilds);
    await this.forget(gone.map(({ id }) => id));
  }

  /** @throws not-found */
  async pin(id: string, pinned: boolean): Promise<void> {
    const { pinned: _, ...free } = this.#known(id);
    const record: HistoryRecord = pinned ? { ...free, pinned } : free;
    const [, ...lines] = (await readFile(join(this.#options.path, fileName(id)), "utf8")).split("\n");
    await this.#write(record, lines.join("\n"));
    this.feed.tell({ what: "completed", record });
  }

  #known(id: string): HistoryRecord {
    const record = this.#records.get(id);
    if (record === undefined) throw noSuchBuild(id);
    return record;
  }

  async #write(record: HistoryRecord, rest: string): Promise<void> {
    const file = join(this.#options.path, fileName(record.id));
    await writeFile(`${file}.tmp`, `${JSON.stringify(record)}\n${rest}`, { mode: 0o600 });
    await rename(`${file}.tmp`, file);
    this.#records.set(record.id, record);
  }

  async forget(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const record = this.#records.get(id);
      if (record === undefined) continue;
      this.#records.delete(id);
      await rm(join(this.#options.path, fileName(id)), { force: true });
      this.feed.tell({ what: "deleted", record });
    }
  }

  /** @throws not-found */
  async replay(op: Op, id: string, to: BuildProgress): Promise<void> {
    throwIfEnded(op);
    this.#known(id);
    const text = await readFile(join(this.#options.path, fileName(id)), "utf8");
    const [, ...lines] = text.split("\n");
    for (const line of lines) {
      if (line !== "" && !line.startsWith(attachmentStart)) tell(JSON.parse(line) as ToldLine, to);
    }
  }

  /** What a record keeps beside itself; undefined: none keeps it. */
  async attachment(digest: string): Promise<Uint8Array | undefined> {
    const keeper = this.records().find(({ attachments }) =>
      attachments.some(({ of, descriptor }) => of === "statement" && descriptor.digest === digest),
    );
    if (keeper === undefined) return undefined;
    const text = await readFile(join(this.#options.path, fileName(keeper.id)), "utf8");
    const kept = text
      .split("\n")
      .filter((line) => line.startsWith(attachmentStart))
      .map((line) => Buffer.from((JSON.parse(line) as { readonly value: string }).value));
    return kept.find((bytes) => digestOf(bytes) === digest);
  }
}

export function noSuchBuild(id: string): EngineError {
  return new EngineError("not-found", `no build ${id} in the history`, { code: "build.not-found" });
}

/** An id is the client's: no path. */
function fileName(id: string): string {
  return `${Buffer.from(id).toString("hex")}.jsonl`;
}

/** What a build told, as it is saved. */
export type ToldLine = {
  [Kind in keyof BuildProgress]: { readonly kind: Kind; readonly value: Parameters<BuildProgress[Kind]>[0] };
}[keyof BuildProgress];

function tell(line: ToldLine, to: BuildProgress): void {
  if (line.kind === "vertex") to.vertex(line.value);
  else if (line.kind === "task") to.task(line.value);
  else if (line.kind === "warning") to.warning(line.value);
  else to.log({ ...line.value, data: Buffer.from(line.value.data as unknown as string, "base64") });
}
