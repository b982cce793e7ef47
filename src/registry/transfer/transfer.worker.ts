import { type Op, silentLog } from "#base/op.ts";
import { encodeError } from "#sys/encoded-error.ts";
import type { Way } from "../http/connect.ts";
import { HttpClient } from "../http/http-client.ts";
import { TransportError } from "../http/transport-error.ts";
import { downloadInto } from "./download-job.ts";
import type { FromWorker, Job, JobFailure, JobResult, ToWorker } from "./protocol.ts";
import { uploadFrom } from "./upload-job.ts";

declare const self: Worker;

const running = new Map<number, AbortController>();
/** One a way, so that connections are used again. */
const clients = new Map<string, HttpClient>();
const maxClients = 64;
const progressMs = 100;

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  if ("cancel" in data) running.get(data.id)?.abort();
  else void answer(data.id, data.job);
};

async function answer(id: number, job: Job): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const moved = new Progress(id);
  let message: FromWorker;
  try {
    const result = await perform({ signal: controller.signal, log: silentLog }, job, (bytes) => moved.tell(bytes));
    message = { id, result };
  } catch (error) {
    message = { id, failure: failureOf(error, moved.movedBytes) };
  }
  moved.flush();
  running.delete(id);
  self.postMessage(message);
}

async function perform(op: Op, job: Job, progress: (bytes: number) => void): Promise<JobResult> {
  const http = clientFor(job.way);
  return job.kind === "download"
    ? await downloadInto(op, http, job, progress)
    : await uploadFrom(op, http, job, progress);
}

function clientFor(way: Way): HttpClient {
  const key = JSON.stringify(way);
  const known = clients.get(key);
  if (known !== undefined) return known;
  const made = new HttpClient(way);
  // Those in use stay so: only the idle connections of what is forgotten end by themselves.
  if (clients.size >= maxClients) clients.clear();
  clients.set(key, made);
  return made;
}

function failureOf(error: unknown, movedBytes: number): JobFailure {
  if (error instanceof TransportError) return { transport: error.message, passing: error.passing, movedBytes };
  return { error: encodeError(error) };
}

/** Tells of progress a few times per second. */
class Progress {
  readonly #id: number;
  #first: number | undefined;
  #last = 0;
  #told = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(id: number) {
    this.#id = id;
  }

  /** Since the first report. */
  get movedBytes(): number {
    return this.#last - (this.#first ?? this.#last);
  }

  tell(bytes: number): void {
    this.#first ??= bytes;
    this.#last = bytes;
    this.#timer ??= setTimeout(() => this.flush(), progressMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#first === undefined || this.#told === this.#last) return;
    this.#told = this.#last;
    self.postMessage({ id: this.#id, progress: this.#last } satisfies FromWorker);
  }
}
