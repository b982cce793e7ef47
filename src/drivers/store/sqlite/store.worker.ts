import { armCommitPointsFrom } from "#sys/kill-points.ts";
import { RecordDatabase } from "./database.ts";
import { encodeError, type StoreReply, type StoreRequest } from "./protocol.ts";

declare const self: Worker;

type Commit = Extract<StoreRequest, { call: "commit" }>;

/** The log is moved into the database after this long without a commit, once it is worth the syncs. */
const idleMs = 2_000;
const idleLogBytes = 1 << 20;
/** Above this size the log is moved even under load, lest a boot has to read it all. */
const busyLogBytes = 32 << 20;

let database: RecordDatabase | undefined;
let group: Commit[] = [];
let idle: ReturnType<typeof setTimeout> | undefined;

armCommitPointsFrom(process.env);
self.onmessage = ({ data }: MessageEvent<StoreRequest>) => {
  if (data.call === "commit") {
    if (group.push(data) === 1) setImmediate(flush);
    return;
  }
  flush();
  reply(data.id, () => answer(data));
};

function answer(request: Exclude<StoreRequest, Commit>): Omit<StoreReply, "id"> {
  if (request.call === "open") database = new RecordDatabase(request.path);
  else if (request.call === "list") return { rows: opened().list(request.kind) };
  else close();
  return {};
}

/** All commits that have come since the last tick are one transaction, and so one sync. */
function flush(): void {
  const commits = group;
  group = [];
  if (commits.length === 0) return;
  let outcomes: unknown[];
  try {
    outcomes = opened().commitGroup(commits);
  } catch (error) {
    outcomes = commits.map(() => error);
  }
  for (const [index, { id }] of commits.entries()) {
    const failure = outcomes[index];
    self.postMessage(failure === undefined ? { id } : { id, failure: encodeError(failure) });
  }
  checkpointLater();
}

function checkpointLater(): void {
  clearTimeout(idle);
  idle = setTimeout(() => checkpoint(idleLogBytes), idleMs);
  checkpoint(busyLogBytes);
}

/** A failed checkpoint loses nothing: the log stays and the next one tries again. */
function checkpoint(minBytes: number): void {
  try {
    database?.checkpoint(minBytes);
  } catch (error) {
    self.postMessage({ id: 0, failure: encodeError(error) });
  }
}

function close(): void {
  clearTimeout(idle);
  database?.close();
  database = undefined;
}

function opened(): RecordDatabase {
  if (database === undefined) throw new Error("the database is not open");
  return database;
}

function reply(id: number, task: () => Omit<StoreReply, "id">): void {
  try {
    self.postMessage({ id, ...task() });
  } catch (error) {
    self.postMessage({ id, failure: encodeError(error) });
  }
}
