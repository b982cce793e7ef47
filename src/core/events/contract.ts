/** One event, as `GET /events` gives it (moby api/types/events); `scope` is always local. */
export interface EngineEvent {
  readonly type: EventType;
  readonly action: string;
  readonly actorId: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly timeNs: bigint;
  /** Not of Docker's: only given to those who ask for its action by name. */
  readonly quiet?: true;
}

export type EventType = "container" | "image" | "network" | "volume" | "daemon" | "builder" | "plugin";

/** What services emit events to. Synchronous: never waits, never throws. */
export interface EventSink {
  emit(event: Omit<EngineEvent, "timeNs">): void;
}
