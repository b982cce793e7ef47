// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Compose files

import type { SeededRandom } from "./random.ts";

/** Files of a project, and the command line that reads them. */
export interface ComposeCase {
  /** By path. */
  readonly files: Readonly<Record<string, string>>;
  /** In front of the command. */
  readonly flags: readonly string[];
}

/** The variables that stand in the files; others do not exist. */
export const composeVariables: Readonly<Record<string, string>> = {
  HOME: "/home/user",
  SET: "set",
  EMPTY: "",
  NUMBER: "7",
  DOLLAR: "a$b",
  SPACED: "a b",
};

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Makes up Compose files that are right but for what variables do to them: the same for the same numbers. */
export class ComposeFiles {
  constructor(readonly random: SeededRandom) {}

  make(): ComposeCase {
    const names = ["compose.yaml", "two.yaml", "three.yaml"].slice(0, 1 + this.random.below(3));
    const files = names.map((name) => [name, this.#file()] as const);
    const profiles = this.#sometimes(0.3) ? ["--profile", this.random.pick(["one", "two", "*"])] : [];
    return {
      files: {
        ...Object.fromEntries(files),
        ".env": "FROM_FILE=f\nSET=other\nREF=${SET}-${FROM_FILE:-x}\nQUOTED='a $SET'\nDOUBLE=\"a $SET\\n\"\n",
        "one.env": "A=1\nB=${SET}\nC='$SET'\n",
        "two.env": "A=2\nD=${UNSET:-d}\n",
        labels: "l.one=1\nl.two=${SET}\n",
        "common.yaml": this.#yaml({ services: { base: this.#service([]), other: this.#service([]) } }),
      },
      flags: [...names.flatMap((name) => ["-f", name]), "-p", "p", ...profiles],
    };
  }

  #sometimes(chance: number): boolean {
    return this.random.next() < chance;
  }

  #some<T>(choices: readonly T[], most = choices.length): T[] {
    const count = this.random.below(most + 1);
    const left = [...choices];
    return Array.from(
      { length: Math.min(count, left.length) },
      () => left.splice(this.random.below(left.length), 1)[0]!,
    );
  }

  #yaml(value: Json): string {
    return `${JSON.stringify(value, undefined, this.#sometimes(0.5) ? 2 : 0)}\n`;
  }

  #file(): string {
    const names = ["a", "b", "c"];
    const services = Object.fromEntries(
      names.map((name) => [name, this.#service(names.filter((other) => other < name))]),
    );
    return this.#yaml({
      services,
      networks: { front: this.#network(), back: this.random.pick([null, {}, { name: this.#text() }]) },
      volumes: { data: this.random.pick<Json>([null, {}, { labels: this.#pairs() }, { name: this.#text() }]) },
      configs: { conf: { content: this.#text() } },
      secrets: { word: this.random.pick<Json>([{ environment: "SET" }, { file: "./one.env" }]) },
      ...(this.#sometimes(0.3) ? { "x-more": { a: [this.#text(), 1, null, true, 1.5] } } : {}),
    });
  }

  #network(): Json {
    const subnet = { subnet: "10.9.0.0/16", gateway: "10.9.0.1" };
    return this.random.pick<Json>([
      null,
      { driver: "bridge", driver_opts: { a: this.#text(), n: 1 } },
      { internal: true, labels: this.#pairs() },
      { ipam: { driver: "default", config: [subnet] } },
      { attachable: "${TRUE:-true}" },
    ]);
  }

  /** A text with or without variables. */
  #text(): string {
    const name = (): string =>
      this.random.pick(["SET", "EMPTY", "UNSET", "NUMBER", "DOLLAR", "SPACED", "FROM_FILE", "REF"]);
    const operator = (): string => this.random.pick([":-", "-", ":+", "+"]);
    const inner = (): string =>
      this.random.pick(["x", "", `\${${name()}}`, `$${name()}`, `\${${name()}:-y}`, "a b", "$$", "a:b", "a-b", "'q'"]);
    const parts = [
      () => "plain",
      () => "$$",
      () => "$$NAME",
      () => "$${NAME}",
      () => `$${name()}`,
      () => `\${${name()}}`,
      () => `\${${name()}${operator()}${inner()}}`,
      () => `\${${name()}${operator()}\${${name()}${operator()}${inner()}}}`,
      () => `\${SET${this.random.pick([":?", "?"])}needed}`,
      () => this.random.pick(["ä", "1", "true", "null", "~", "a#b", "0x1", "1e3", " ", "-", "\t", "\\n"]),
    ];
    return Array.from({ length: 1 + this.random.below(3) }, () => this.random.pick(parts)()).join("");
  }

  /** Keys and values, in either form. */
  #pairs(): Json {
    const keys = this.#some(["k.one", "k.two", "KEY"], 3);
    if (this.#sometimes(0.5)) return keys.map((key) => (this.#sometimes(0.8) ? `${key}=${this.#text()}` : key));
    return Object.fromEntries(keys.map((key) => [key, this.random.pick<Json>([this.#text(), 1, true, 1.5, null])]));
  }

  #service(others: readonly string[]): Json {
    const attributes = { ...this.#attributes(others), ...this.#limits() };
    const own = this.#some(Object.entries(attributes), 9).map(([key, make]) => [key, make()]);
    return { image: `busybox:${this.random.pick(["1", "${NUMBER}", "${UNSET:-2}"])}`, ...Object.fromEntries(own) };
  }

  #attributes(others: readonly string[]): Readonly<Record<string, () => Json>> {
    const pick = <T extends Json>(...choices: readonly T[]): T => this.random.pick(choices);
    return {
      command: () => pick<Json>(this.#text(), ["a", this.#text()], null, "sh -c 'echo $$HOME'"),
      entrypoint: () => pick<Json>("a b", ["x", this.#text()], null, []),
      environment: () => this.#pairs(),
      labels: () => this.#pairs(),
      annotations: () => this.#pairs(),
      env_file: () =>
        pick<Json>("one.env", ["one.env", "two.env"], [{ path: "missing.env", required: false }, "two.env"]),
      label_file: () => pick<Json>("labels", ["labels"]),
      ports: () =>
        this.#some<Json>(
          ["80", 81, "8080:80", "127.0.0.1:8081:81/udp", "90-91:90-91", { target: 82, published: "9${NUMBER}" }],
          4,
        ),
      expose: () => this.#some<Json>(["80", 81, "90-92", "53/udp"], 3),
      volumes: () =>
        this.#some<Json>(
          [
            "data:/d",
            "./x:/x:ro",
            "/anon",
            "~/h:/h",
            { type: "tmpfs", target: "/t", tmpfs: { size: "1m" } },
            { type: "volume", source: "data", target: "/e", volume: { nocopy: true } },
          ],
          4,
        ),
      networks: () =>
        pick<Json>(["front"], { back: { aliases: [this.#text()], priority: 3 }, front: null }, { front: {} }),
      depends_on: () =>
        this.#sometimes(0.5)
          ? [...others]
          : Object.fromEntries(others.map((name) => [name, { condition: "service_started" }])),
      extends: () => pick<Json>({ file: "common.yaml", service: "base" }, { file: "common.yaml", service: "other" }),
      profiles: () => pick<Json>(["one"], ["one", "two"], []),
      healthcheck: () =>
        pick<Json>(
          { test: this.#text(), interval: "1m30s" },
          { test: ["CMD", "a"], retries: "${NUMBER}" },
          { disable: true },
        ),
      deploy: () =>
        pick<Json>(
          { replicas: "${NUMBER}" },
          { resources: { limits: { cpus: "0.5", memory: "64m" }, reservations: { memory: "${NUMBER}k" } } },
          { restart_policy: { condition: "on-failure", delay: "5s" }, labels: this.#pairs() },
        ),
      build: () =>
        pick<Json>(
          ".",
          { context: "./x", args: this.#pairs(), labels: this.#pairs() },
          { dockerfile_inline: `FROM busybox\n#${this.#text()}` },
        ),
    };
  }

  /** Attributes that depend on no other service. */
  #limits(): Readonly<Record<string, () => Json>> {
    const pick = <T extends Json>(...choices: readonly T[]): T => this.random.pick(choices);
    return {
      configs: () => pick<Json>(["conf"], [{ source: "conf", target: "/c", mode: "0440" }]),
      secrets: () => pick<Json>(["word"], [{ source: "word", uid: "1", mode: 288 }]),
      ulimits: () => pick<Json>({ nofile: 10 }, { nofile: { soft: 1, hard: "${NUMBER}" } }),
      sysctls: () => pick<Json>(["a.b=1"], { "a.b": 1, "c.d": this.#text() }),
      extra_hosts: () => pick<Json>(["a:1.2.3.4", "b=::1"], { a: "1.2.3.4" }, ["a:1.2.3.4", "a:1.2.3.5"]),
      dns: () => pick<Json>("1.1.1.1", ["1.1.1.1", "8.8.8.8"]),
      tmpfs: () => pick<Json>("/run", ["/run:size=1m", "/tmp"]),
      logging: () =>
        pick<Json>(
          { driver: "json-file", options: { "max-size": "1m", "max-file": "${NUMBER}" } },
          { options: { tag: this.#text() } },
        ),
      restart: () => pick<Json>("always", "on-failure:3", "no"),
      stop_grace_period: () => pick<Json>("1m30s", "${NUMBER}s"),
      mem_limit: () => pick<Json>("64m", 67108864, "${NUMBER}mb"),
      cpus: () => pick<Json>(0.5, "0.5", "${NUMBER}"),
      privileged: () => pick<Json>(true, "${UNSET:-false}"),
      init: () => pick<Json>(true, "true"),
      user: () => pick<Json>("1:1", this.#text()),
      working_dir: () => pick<Json>("/w", this.#text()),
      hostname: () => this.#text(),
      cap_add: () => this.#some<Json>(["A", "B", "C"], 3),
      security_opt: () => this.#some<Json>(["a=b", "no-new-privileges"], 2),
      devices: () => this.#some<Json>(["/dev/null:/dev/x:rwm", "/dev/zero"], 2),
      "x-own": () => pick<Json>(1, { a: this.#text() }, [null]),
      develop: () => ({ watch: [{ path: "./src", action: "sync", target: "/src", ignore: ["a"] }] }),
    };
  }
}
