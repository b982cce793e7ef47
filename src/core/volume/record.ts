/** What is saved of a volume (kind `volume`, key: its name). */
export interface VolumeRecord {
  readonly name: string;
  readonly driver: string;
  /** Of the driver, as given; null: none. */
  readonly options: Readonly<Record<string, string>> | null;
  readonly labels: Readonly<Record<string, string>> | null;
  /** RFC 3339 with seconds in UTC. */
  readonly created: string;
}

/** The label of volumes whose name was made up. */
export const anonymousLabel = "com.docker.volume.anonymous";

/** Whether a name is one that the engine made up, or might have. */
export function isMadeUpName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
