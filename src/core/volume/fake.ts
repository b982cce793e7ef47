import type { DriverVolume, VolumeDriver } from "#core/volume/contract.ts";

/** A driver that only remembers what it was asked. */
export class FakeVolumeDriver implements VolumeDriver {
  readonly name = "local";
  readonly scope = "local";
  readonly calls: string[] = [];
  /** Called before each call is noted; what it throws or waits for is the call's. */
  onCall: (call: string) => void | Promise<void> = () => {};

  check(): void {}
  create = (_op: unknown, volume: DriverVolume) => this.#note("create", volume);
  created = (_op: unknown, volume: DriverVolume) => this.#note("created", volume);
  remove = (_op: unknown, volume: DriverVolume) => this.#note("remove", volume);
  removed = (_op: unknown, volume: DriverVolume) => this.#note("removed", volume);
  describe = async (_op: unknown, { name }: DriverVolume) => ({ mountpoint: `/volumes/${name}` });
  unmount = (_op: unknown, volume: DriverVolume) => this.#note("unmount", volume);
  fill = (_op: unknown, volume: DriverVolume) => this.#note("fill", volume);
  usage = async () => 100;
  recover = async () => {};

  async mount(_op: unknown, volume: DriverVolume): Promise<string> {
    await this.#note("mount", volume);
    return `/volumes/${volume.name}`;
  }

  async #note(call: string, { name }: DriverVolume): Promise<void> {
    const text = `${call} ${name}`;
    await this.onCall(text);
    this.calls.push(text);
  }
}
