import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOfText } from "#base/byte-text.ts";
import type { CommandModule } from "../../../src/cli/command.ts";
import * as inspectContext from "../../../src/cli/commands/context/inspect.ts";
import * as listContexts from "../../../src/cli/commands/context/ls.ts";
import { runCommand } from "../../../src/cli/io/run-command.ts";
import { run } from "../../support/command.ts";
import { dockerClient } from "../../support/peers.ts";
import type { Fields } from "./expressions.ts";

/** What a client made of a template. */
export interface Printed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Something that both clients print by templates. */
export interface Source {
  readonly fields: Fields;
  stock(template: string): Promise<Printed>;
  own(template: string): Promise<Printed>;
}

const described = {
  Description: 'The "shop" <&> é☃, open',
  Count: 42,
  Half: 0.5,
  Large: 1e21,
  Million: 1_000_000,
  Tiny: 1.5e-7,
  Below: -3,
  On: true,
  Off: false,
  Nothing: null,
  Empty: "",
  Text: "a,b,,c",
  Names: ["x", "yy", "é"],
  Mixed: [1, "a", null, true, [2, "b"], { k: "v", n: 1.5 }],
  None: [],
  Map: { b: "2", a: 1, "": null, é: [1] },
  Plain: { k: "v", name: "n", A: "c" },
  Deep: { list: [{ name: "one", n: 1 }, { name: "two" }], map: { k: { k: "deep" } } },
};

const contexts: Readonly<Record<string, object>> = {
  shop: {
    Metadata: described,
    Endpoints: { docker: { Host: "tcp://shop.example:2376", SkipTLSVerify: true }, other: { Where: [1, "a"], k: 2 } },
  },
  plain: { Metadata: {}, Endpoints: { docker: { Host: "unix:///run/plain.sock", SkipTLSVerify: false } } },
};

const more = (names: string): string[] => names.split(" ").map((name) => `.Metadata.Metadata.AdditionalFields.${name}`);

/** Of the context `shop`. */
const contextFields: Fields = {
  string: [
    ".Name",
    ".Metadata.Metadata.Description",
    ".Endpoints.docker.Host",
    ".Storage.TLSPath",
    ...more("Text Empty Deep.map.k.k"),
  ],
  int: [],
  float: more("Count Half Large Million Tiny Below"),
  bool: [".Endpoints.docker.SkipTLSVerify", ...more("On Off")],
  list: [".TLSMaterial.docker", ...more("Names Mixed Deep.list")],
  map: [".Endpoints", ".TLSMaterial", ".Metadata.Metadata.AdditionalFields", ...more("Map Plain Deep Deep.map")],
  any: [".Metadata", ".Metadata.Metadata", ".Endpoints.docker", ".Storage", ...more("Nothing None Nope")],
};

const rowFields: Fields = {
  string: [".Name", ".Description", ".DockerEndpoint", ".Error"],
  int: [],
  float: [],
  bool: [".Current"],
  list: [],
  map: [],
  any: ["."],
};

/** As it is read from a pipe. */
function shown(text: string): string {
  return Buffer.from(bytesOfText(text)).toString();
}

/** A folder of contexts, and what templates see of them. */
export class ContextSources implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "templates-"));

  constructor() {
    for (const [name, metadata] of Object.entries(contexts)) {
      const id = createHash("sha256").update(name).digest("hex");
      this.#write(`contexts/meta/${id}/meta.json`, JSON.stringify({ Name: name, ...metadata }));
      if (name === "shop")
        for (const file of ["ca.pem", "key.pem"]) this.#write(`contexts/tls/${id}/docker/${file}`, "x");
    }
  }

  #write(path: string, text: string): void {
    mkdirSync(join(this.#folder, path, ".."), { recursive: true });
    writeFileSync(join(this.#folder, path), text);
  }

  /** `context inspect` of a context in which there is something of everything. */
  get inspected(): Source {
    return this.#source(inspectContext, ["inspect", "shop"], contextFields);
  }

  /** `context ls`. */
  get listed(): Source {
    return this.#source(listContexts, ["ls"], rowFields);
  }

  #source(
    module: Pick<CommandModule, "command"> & { readonly run: unknown },
    words: readonly string[],
    fields: Fields,
  ): Source {
    const configFolder = this.#folder;
    const env = { DOCKER_HOST: "unix:///test.sock" };
    return {
      fields,
      stock: async (template) => {
        const argv = [dockerClient(), "--config", configFolder, "context", ...words, "--format", template];
        const { code, stdout, stderr } = await run(argv, { env: { ...env, DOCKER_CONTEXT: undefined } });
        return { code, stdout, stderr };
      },
      own: async (template) => {
        const argv = [...words.slice(1), "--format", template];
        const { code, out, err } = await runCommand(module, argv, { answers: [], io: { configFolder, env } });
        return { code, stdout: shown(out), stderr: shown(err.replace(/[^\n]$/u, "$&\n")) };
      },
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
