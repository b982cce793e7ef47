import type { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";
import { demultiplex, Stream } from "../../support/stream.ts";

/**
 * A shell in a container that the test stays attached to over all crashes of the daemon, so that a look from inside a
 * network costs no exec.
 */
export class Probe {
  readonly #stream: Stream;
  #asked = 0;

  private constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Attaches to a running shell. */
  static async open(engine: Engine, container: string): Promise<Probe> {
    const path = `/containers/${container}/attach?stream=1&stdin=1&stdout=1&stderr=1`;
    return new Probe(await Stream.open(engine.paths.socket, "POST", { path }));
  }

  /** What the script prints. */
  async run(script: string): Promise<string> {
    const end = `<end ${++this.#asked}>`;
    const from = this.#stream.received.length;
    this.#stream.write(`{ ${script}\n} 2>&1; echo "${end}"\n`);
    const text = (): string => demultiplex(this.#stream.received.subarray(from)).stdout;
    await eventually(`the probe's answer to ${script}`, () => text().includes(end), { everyMs: 5 });
    return text().slice(0, text().indexOf(end)).trim();
  }

  /** IPv4 addresses that the name has in the probe's networks. @throws Error with what was said where it has none */
  async addressesOf(name: string): Promise<string[]> {
    const said = await this.run(`nslookup -type=a ${name} 127.0.0.11`);
    const at = said.indexOf("Name:");
    if (at < 0) throw new Error(`no address of ${name}: ${said}`);
    return [...said.slice(at).matchAll(/^Address(?: \d+)?: ([\d.]+)/gm)].map(([, ip]) => ip!);
  }

  /** What a server on a port of the host answers. */
  fromHostPort(port: number): Promise<string> {
    return this.run(`timeout 2 wget -q -O - http://10.123.0.1:${port}/word`);
  }

  close(): void {
    this.#stream.close();
  }
}
