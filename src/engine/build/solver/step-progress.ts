import type { Digest } from "#base/digest.ts";
import type { BuildProgress, MissReason, TaskState, VertexLog, VertexState } from "#core/build/progress.ts";

/** How much of a step's output those hear who join it later. */
const replayedBytes = 1 << 20;

/** What a step tells, to every build that wants it; one that joins late hears what was told before. */
export class StepProgress {
  #state: VertexState;
  readonly #now: () => number;
  readonly #listeners = new Set<BuildProgress>();
  readonly #tasks = new Map<string, TaskState>();
  #logs: VertexLog[] = [];
  #logBytes = 0;
  readonly #isUntold: boolean;
  #teller: StepProgress | undefined;

  constructor(
    known: Pick<VertexState, "digest" | "inputs" | "name">,
    now: () => number,
    { isUntold = false }: { readonly isUntold?: boolean | undefined } = {},
  ) {
    this.#state = { ...known, cached: false };
    this.#now = now;
    this.#isUntold = isUntold;
  }

  /** The steps that those who read it show as what they read: what is not told stands for its inputs. */
  get shownAs(): readonly Digest[] {
    return this.#isUntold ? this.#state.inputs : [this.#state.digest];
  }

  /** Has another, which has ended, tell what happens here: both are one step to who looks on. */
  tellBy(teller: StepProgress): void {
    this.#teller = teller;
  }

  /** As what it is told. */
  get digest(): Digest {
    return this.#teller?.digest ?? this.#state.digest;
  }

  join(listener: BuildProgress): void {
    if (this.#isUntold || this.#listeners.has(listener)) return;
    this.#listeners.add(listener);
    listener.vertex(this.#state);
    for (const task of this.#tasks.values()) listener.task(task);
    for (const entry of this.#logs) listener.log(entry);
  }

  leave(listener: BuildProgress): void {
    this.#listeners.delete(listener);
  }

  /** Also what was cached, and could not be brought. */
  started(why?: readonly MissReason[]): void {
    const { completedAt: _, ...state } = this.#state;
    this.#state = { ...state, cached: false };
    // What ran for it is told as one with this.
    if (this.#teller?.wasCached === true) this.#teller.started(why);
    this.#tell({ startedAt: this.#now(), ...(why === undefined ? {} : { why }) });
  }

  completed(): void {
    if (this.#teller?.hasEnded === false) this.#teller.completed();
    this.#tell({ completedAt: this.#now() });
  }

  /** Nothing had to be done. */
  cached(): void {
    if (this.#state.completedAt !== undefined) return;
    const at = this.#now();
    this.#tell({ startedAt: this.#state.startedAt ?? at, completedAt: at, cached: true });
  }

  failed(error: string): void {
    const { startedAt = this.#now(), completedAt } = this.#state;
    if (this.#teller?.hasEnded === true) this.#teller.started();
    this.#teller?.failed(error);
    if (completedAt === undefined) this.#tell({ startedAt, completedAt: this.#now(), error });
  }

  /** Whether nothing had to be done. */
  get wasCached(): boolean {
    return this.#state.cached;
  }

  get hasStarted(): boolean {
    return this.#state.startedAt !== undefined;
  }

  get hasEnded(): boolean {
    return this.#state.completedAt !== undefined;
  }

  readonly task = (state: Omit<TaskState, "vertex">): void => {
    if (this.#teller !== undefined) {
      this.#teller.task(state);
      return;
    }
    const task: TaskState = { vertex: this.digest, ...state };
    this.#tasks.set(state.id, task);
    for (const listener of this.#listeners) listener.task(task);
  };

  readonly output = (stream: VertexLog["stream"], data: Uint8Array): void => {
    if (this.#teller !== undefined) {
      this.#teller.output(stream, data);
      return;
    }
    const entry: VertexLog = { vertex: this.digest, stream, data, at: this.#now() };
    this.#logs.push(entry);
    this.#logBytes += data.length;
    for (let first = this.#logs[0]; first !== undefined && this.#logBytes > replayedBytes; first = this.#logs[0]) {
      this.#logs.shift();
      this.#logBytes -= first.data.length;
    }
    for (const listener of this.#listeners) listener.log(entry);
  };

  #tell(change: Partial<VertexState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener.vertex(this.#state);
  }
}
