/** Makes docs/compatibility.md: what of Docker's API works, from the tables that the code itself goes by. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { apiVersion, minApiVersion } from "../src/api/version.ts";
import type { CommandEntry } from "../src/cli/command.ts";
import { rootCommands } from "../src/cli/commands/index.ts";
import type { ComposeEntry } from "../src/cli/compose/command.ts";
import { composeEntries } from "../src/cli/compose/entries.ts";
import {
  supportedConfig,
  supportedEndpoint,
  supportedHostConfig,
} from "../src/core/container/create/supported-fields.ts";
import { fileOnly, flagOnly, keyOf, options, ownOptions, refusedKeys } from "../src/daemon/config/options.ts";
import { absentHandlers } from "../src/server/routes/absent.ts";
import { handlers, hijackHandlers } from "../src/server/routes/table.ts";
import { specFolder } from "./gen-api/spec.ts";

interface Area {
  readonly name: string;
  readonly operations: ReadonlyArray<readonly [name: string, route: string]>;
}

/** The files made: path from the repository's root → text. */
export async function generate(): Promise<Map<string, string>> {
  const areas = readAreas();
  const parts = [intro(areas), ...areas.map(areaSection), createSection(), daemonSection(), await clientSection()];
  return new Map([["docs/compatibility.md", `${parts.join("\n\n")}\n`]]);
}

function readAreas(): readonly Area[] {
  const suffix = ".operations.yaml";
  return readdirSync(specFolder)
    .filter((file) => file.endsWith(suffix))
    .sort()
    .map((file) => {
      const spec = parse(readFileSync(join(specFolder, file), "utf8")) as {
        operations: Readonly<Record<string, { readonly route: string }>>;
      };
      const operations = Object.entries(spec.operations).map(([name, { route }]) => [name, route] as const);
      return { name: file.slice(0, -suffix.length), operations };
    });
}

/** What an operation does, in the table. */
export function standing(operation: string): string {
  if (operation in absentHandlers) return "says that there is none";
  return operation in handlers || operation in hijackHandlers ? "yes" : "501";
}

function intro(areas: readonly Area[]): string {
  const all = areas.flatMap((area) => area.operations);
  const working = all.filter(([name]) => standing(name) === "yes").length;
  const absent = all.filter(([name]) => name in absentHandlers).length;
  return `# Compatibility

Made by \`bun run gen\` from the tables that the code goes by. Do not edit.

Gantry speaks the Docker Engine API from ${minApiVersion} to ${apiVersion}. Of its ${all.length} operations ${working} work; ${absent} are about swarms and
plugins, of which the engine has none, and answer as Docker does then (\`This node is not a swarm manager…\`); every other one is known and answers 501 \`not supported: METHOD /path\`. A field or parameter that does not act yet is refused in the same way, by its name.`;
}

function areaSection({ name, operations }: Area): string {
  const rows = operations.map(([operation, route]) => `| \`${route}\` | ${standing(operation)} |`);
  return `## ${name[0]?.toUpperCase()}${name.slice(1)}\n\n| operation | works |\n| --- | --- |\n${rows.join("\n")}`;
}

/** Fields of `POST /containers/create`; the tables hold what the engine checks a request against. */
function createSection(): string {
  const tables = { Config: supportedConfig, HostConfig: supportedHostConfig, EndpointSettings: supportedEndpoint };
  const sections = Object.entries(tables).map(([name, table]) => fieldTable(name, table));
  return `## Fields of a create request

*acts*: as in Docker. *ignored*: neither here nor in Docker on Linux. *refused*: set, it answers 501. Some values of a field that
acts may be refused by name as well, such as an image among the mounts.\n\n${sections.join("\n\n")}`;
}

function fieldTable(name: string, table: object): string {
  const rows = Object.entries(table).map(([field, support]: [string, unknown]) => {
    const text = Array.isArray(support) ? `only ${support.map((value) => `\`${value}\``).join(", ")}` : String(support);
    return `| \`${field}\` | ${text} |`;
  });
  return `### ${name}\n\n| field | support |\n| --- | --- |\n${rows.join("\n")}`;
}

/** What of dockerd's configuration does not act; the other flags and keys do. */
function daemonSection(): string {
  const rows = Object.entries(options)
    .filter(([, { support }]) => support !== "acts")
    .map(
      ([name, { support }]) =>
        `| \`--${name}\` | \`${keyOf(name)}\` | ${support === "ignored" ? support : "refused"} |`,
    );
  const keys = [...refusedKeys].map((key) => `|  | \`${key}\` | refused |`);
  const inFile = Object.keys(options).filter((name) => !flagOnly.has(name) || fileOnly.has(name));
  const all = inFile.filter((name) => !ownOptions.has(name)).length;
  const own = [...ownOptions].sort().map((name) => `\`${name}\``);
  return `## Options of the daemon

Of dockerd's ${all} options that the configuration file may hold, these do not act. *refused*: anything but the default stops the
start by name. *ignored*: taken with a warning, since Gantry has no containerd. Of \`features\`, \`storage-driver\` and \`exec-opts\`
only the values that Gantry has are taken. Options that dockerd does not have: ${own.join(", ")}.

| flag | key | support |
| --- | --- | --- |
${[...rows, ...keys].join("\n")}`;
}

/** What the command line knows and does not do yet, and what it refuses of commands that it has. */
async function clientSection(): Promise<string> {
  // `docker builder` is buildx by another name.
  const listed = rootCommands.filter(({ name }) => name !== "builder");
  const missing = await missingCommands("docker", listed);
  const named = missing.map((name) => `\`${name}\``).join(", ");
  return `## The client

Every command of Docker's client is known. These answer \`not supported: NAME\`: ${named}.

Commands of swarms, plugins and checkpoints send what Docker's client sends, and the engine answers; Gantry's own is in no swarm, and has none. While they wait
for a service, \`service create\`, \`update\`, \`scale\` and \`rollback\` show the number of tasks that run, without a bar for each; \`swarm ca --rotate\`
shows nothing. \`stack deploy\` is refused where the engine manages a swarm.

Of Compose's attributes one is read and not acted on: a project with a \`pre_start\` step of \`per_replica: true\` is refused by \`up\`, \`create\`, \`run\` and the
like with \`service "NAME" pre_start[N]: per_replica is not yet supported\`, as Compose itself does. \`models\` need Docker's plugin \`docker model\`, as with Compose.
Providers are called before networks are made, so that one that fails leaves nothing. \`compose ps --filter source=…\` answers \`not implemented\`, as
Compose itself does, and \`extends\` in a stack file is refused in the words of Docker's client (\`\`Support for \`extends\` is not implemented yet.\`\`).

Of the others, these are refused by name: signatures of Docker Content Trust (\`--disable-content-trust=false\`,
\`DOCKER_CONTENT_TRUST=1\`); the login to Docker Hub by its web page (the terminal asks instead). \`docs/adr/0005-deliberate-differences-from-docker.md\`
has the deliberate differences.

Beyond Docker the client has \`--dry-run\` on what removes and stops (ADR 0019), \`why\` (ADR 0020), \`debug\` (ADR 0021), \`run --wait[=healthy]\`, \`logs --merge\` of
several containers and \`stats --sort\`. The first two need Gantry's engine, and say so of another, which is then asked for nothing else.

Of builds, these are refused by name: graphs of BuildKit's (LLB) with other operations than sources of git, http and the client,
copies and merges, and results of them as a build's own; images of frontends other than Docker's; source policies; containers of
the gateway (\`NewContainer\`, \`ExecProcess\`); exporters of a session; sockets in place of an ssh agent (\`--ssh NAME=PATH,raw=true\`), and DSA keys; policies for sources (\`build\` and \`bake --policy\`), and
\`build --resource\`; \`squash\` of \`POST /build?version=2\` (that of the classic builder acts), \`outputs\` of the classic builder, and archives
as definitions of bake.

Limits of memory and processors do not act in builds of BuildKit's kind (\`build --memory\`, \`POST /build?version=2\`), in dockerd neither;
in the classic builder they do.

Builds differ from BuildKit's in this: the keys of the cache are Gantry's own, so that a cache of either builder has nothing for the
other; a step that failed shows its last line whole, also where it has no end (BuildKit's clients lose lines then); seconds and
sizes that lie in the middle between two are rounded up, where Go takes the even one.

Devices that the Container Device Interface describes act in containers (\`--device vendor.com/class=name\`) and in steps (\`RUN --device\`), with
environment, nodes, mounts, hooks and additional groups; \`intelRdt\` is refused by name. Groups reach the program of a container, as in
Docker 29 (28.5 loses them). \`RUN --device\` needs no \`-labs\` syntax. As in dockerd 28.5 no build is allowed devices, but for those that
allow it themselves; \`builder.entitlements.device\` of daemon.json lets \`--allow device\` act, as in later Dockers.`;
}

type Listed = Pick<CommandEntry, "name" | "load" | "runLine" | "children" | "isRefused">;

async function missingCommands(path: string, entries: readonly Listed[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, load, runLine, children, isRefused } of entries) {
    const whole = `${path} ${name}`;
    if (name === "compose") found.push(...missingOfCompose(whole, composeEntries));
    else if (children !== undefined) found.push(...(await missingCommands(whole, await children())));
    else if (isRefused === true || (load === undefined && runLine === undefined && name !== "help")) found.push(whole);
  }
  return found;
}

const missingOfCompose = (path: string, entries: readonly ComposeEntry[]): string[] =>
  entries.flatMap((entry) => {
    const whole = `${path} ${entry.name}`;
    if ("subcommands" in entry) return missingOfCompose(whole, entry.subcommands);
    return entry.isRefused === true ? [whole] : [];
  });
