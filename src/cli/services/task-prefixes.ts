import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { objectInspectText } from "#client/object-inspect.ts";
import type { SwarmTask } from "#client/swarm-types.ts";
import { StreamDecoder } from "#formats/stdcopy.ts";
import { shortId } from "../format/text.ts";
import type { OutputTargets } from "../streams/copy-output.ts";
import { SwarmNames } from "../swarm/names.ts";

export interface PrefixOptions {
  /** Whether names stand for ids. */
  readonly resolve: boolean;
  /** Whether ids of tasks are shown. */
  readonly ids: boolean;
  readonly truncate: boolean;
  /** Digits that numbers of tasks are filled up to. */
  readonly width: number;
  /** Whether each line has its details, and its time. */
  readonly details: boolean;
  readonly timestamps: boolean;
}

const keys = {
  node: "com.docker.swarm.node.id",
  service: "com.docker.swarm.service.id",
  task: "com.docker.swarm.task.id",
} as const;

/** Shows in front of each line of a log of which task it is. */
export class TaskPrefixes {
  readonly #client: Client;
  readonly #options: PrefixOptions;
  readonly #names: SwarmNames;
  readonly #known = new Map<string, Promise<string>>();

  constructor(client: Client, options: PrefixOptions) {
    this.#client = client;
    this.#options = options;
    this.#names = new SwarmNames(client, options);
  }

  /** Copies the frames of a log until they end. @throws Error for a line that does not say of which task it is */
  async copy(op: Op, body: AsyncIterable<Uint8Array>, { stdout, stderr }: OutputTargets): Promise<void> {
    const decoder = new StreamDecoder();
    const rest = { stdout: "", stderr: "" };
    const texts = { stdout: new TextDecoder(), stderr: new TextDecoder() };
    for await (const chunk of body) {
      for (const { stream, data } of decoder.decode(chunk)) {
        if (stream === "system") throw new Error(`error from daemon in stream: ${new TextDecoder().decode(data)}`);
        const which = stream === "stderr" ? "stderr" : "stdout";
        const lines = (rest[which] + texts[which].decode(data, { stream: true })).split("\n");
        rest[which] = lines.pop() ?? "";
        for (const line of lines) (which === "stderr" ? stderr : stdout).write(await this.#shown(op, `${line}\n`));
      }
    }
    if (rest.stdout !== "") stdout.write(await this.#shown(op, rest.stdout));
    if (rest.stderr !== "") stderr.write(await this.#shown(op, rest.stderr));
  }

  async #shown(op: Op, line: string): Promise<string> {
    const { timestamps, details } = this.#options;
    const parts = logLine(line, timestamps);
    const known = detailsOf(parts.pairs);
    const prefix = await this.#prefix(op, known, line);
    const shown = [...known]
      .filter(([key]) => !Object.values<string>(keys).includes(key))
      .map((pair) => pair.join("="));
    return `${parts.time}${prefix}    | ${details ? `${shown.sort().join(",")} ` : ""}${parts.message}`;
  }

  #prefix(op: Op, details: ReadonlyMap<string, string>, line: string): Promise<string> {
    const [node, service, task] = [keys.node, keys.service, keys.task].map((key) => details.get(key));
    if (node === undefined || service === undefined || task === undefined) {
      throw new Error(`invalid context in log message: ${line}`);
    }
    const made = this.#known.get(task) ?? this.#make(op, { node, service, task });
    this.#known.set(task, made);
    return made;
  }

  async #make(
    op: Op,
    ids: { readonly node: string; readonly service: string; readonly task: string },
  ): Promise<string> {
    const node = await this.#names.node(op, ids.node);
    const service = await this.#names.service(op, ids.service);
    const text = await objectInspectText(op, this.#client, ids.task, { kind: "tasks" });
    const { Slot = 0, ID } = JSON.parse(text) as SwarmTask;
    const { truncate, width } = this.#options;
    const id = this.#options.ids ? `.${truncate ? shortId(ID) : ID}` : "";
    return `${service}.${Slot}${id}@${node}${" ".repeat(Math.max(0, width - String(Slot).length))}`;
  }
}

interface LogLine {
  readonly time: string;
  readonly pairs: string;
  readonly message: string;
}

function logLine(line: string, timestamps: boolean): LogLine {
  const [first = "", second = ""] = line.split(" ", 2);
  if (!timestamps) return { time: "", pairs: first, message: line.slice(first.length + 1) };
  return { time: `${first} `, pairs: second, message: line.slice(first.length + second.length + 2) };
}

/** `KEY=VALUE,…`, each part escaped as in a query. */
function detailsOf(text: string): Map<string, string> {
  const plain = (part: string): string => decodeURIComponent(part.replaceAll("+", " "));
  return new Map(
    text.split(",").map((pair) => {
      const [key = "", value = ""] = pair.split("=");
      return [plain(key), plain(value)];
    }),
  );
}
