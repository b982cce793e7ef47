import { peersFolder } from "./peers.ts";

/** Where a signature is: under a tag made of the digest (older versions), or as a referrer of the manifest (OCI 1.1). */
export type SignatureForm = "tag" | "referrer";

/** Runs a program, and rejects when that fails. */
export type RunTool = (command: readonly string[]) => Promise<string>;

/** Debian's cosign with a key of its own; without transparency logs and clocks of others, nothing of it leaves the machine. */
export class Cosign {
  readonly #folder: string;
  readonly #run: RunTool;

  private constructor(folder: string, run: RunTool) {
    this.#folder = folder;
    this.#run = run;
  }

  /** `folder`: is there, for its keys. */
  static async make(folder: string, run: RunTool): Promise<Cosign> {
    const cosign = new Cosign(folder, run);
    await cosign.#cosign("generate-key-pair", "--output-key-prefix", `${folder}/cosign`);
    return cosign;
  }

  /** `reference`: by digest. */
  async sign(reference: string, form: SignatureForm): Promise<void> {
    const key = ["--key", `${this.#folder}/cosign.key`, "--tlog-upload=false", "--use-signing-config=false"];
    await this.#cosign("sign", "--yes", ...key, ...formFlags(form), reference);
  }

  /** Whether the image has a signature by the key. */
  async verifies(reference: string, form: SignatureForm): Promise<boolean> {
    const key = ["--key", `${this.#folder}/cosign.pub`, "--insecure-ignore-tlog"];
    try {
      await this.#cosign("verify", ...key, ...formFlags(form), reference);
      return true;
    } catch (error) {
      if (/no signatures found|no matching signatures|no matching attestations/i.test(String(error))) return false;
      throw error;
    }
  }

  #cosign(command: string, ...args: readonly string[]): Promise<string> {
    const env = [`HOME=${this.#folder}`, `DOCKER_CONFIG=${this.#folder}`, "COSIGN_PASSWORD="];
    const plain = command === "generate-key-pair" ? [] : ["--allow-http-registry"];
    return this.#run(["env", ...env, `${peersFolder()}/usr/bin/cosign`, command, ...plain, ...args]);
  }
}

function formFlags(form: SignatureForm): string[] {
  return [`--new-bundle-format=${form === "referrer"}`];
}
