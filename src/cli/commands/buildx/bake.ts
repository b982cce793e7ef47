import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { arch, homedir } from "node:os";
import { notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { imageRemove } from "#client/image-remove.ts";
import { atLeast } from "../../arguments.ts";
import { isRemote } from "../../bake/check.ts";
import type { Entitlements } from "../../bake/entitlements.ts";
import type { SourceFile } from "../../bake/errors.ts";
import { defaultFiles } from "../../bake/files.ts";
import { listedTargets, listedVariables, parseList } from "../../bake/list.ts";
import { type BakePlan, type BakeSurroundings, planBake, readDefinition } from "../../bake/plan.ts";
import { printedSelection } from "../../bake/print.ts";
import { bakeCommand } from "../../build/bake-target.ts";
import { buildImage } from "../../build/build-image.ts";
import { grantPrivileges } from "../../build/grant-privileges.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { interruptible } from "../../streams/interruptible.ts";

export const command = {
  usage: "[OPTIONS] [TARGET...]",
  arguments: atLeast(0),
  flags: {
    allow: list({ usage: "Let the builds use what they ask for", type: "stringArray" }),
    call: string({ usage: "What to do with the Dockerfiles: build, check, outline, targets" }),
    check: bool({ usage: "Short for --call=check" }),
    file: list({ short: "f", usage: "A file that says what to build", type: "stringArray" }),
    list: string({ usage: "Show targets or variables" }),
    load: bool({ usage: "Short for --set=*.output=type=docker" }),
    "metadata-file": string({ usage: "Write what the builds gave to this file, as JSON" }),
    "no-cache": bool({ usage: "Run every step again" }),
    print: bool({ usage: "Show what would be built, and build nothing" }),
    progress: string({ usage: "How to show builds: auto, none, plain, quiet, rawjson, tty", default: "auto" }),
    provenance: string({ usage: "Short for --set=*.attest=type=provenance" }),
    pull: bool({ usage: "Look base images up again" }),
    push: bool({ usage: "Short for --set=*.output=type=registry" }),
    sbom: string({ usage: "Short for --set=*.attest=type=sbom" }),
    set: list({ usage: "Another value for a target (pattern.key=value)", type: "stringArray" }),
  },
  aliases: ["docker buildx bake", "docker buildx f"],
} satisfies Command;

export const run = runs(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  if (flags["metadata-file"] !== "") throw notSupported("--metadata-file of bake");
  const files = bakeFiles(flags.file, args, io);
  const surroundings = surroundingsOf(io);
  try {
    if (flags.list !== "") {
      io.stdout.write(listText(flags.list, files, surroundings));
      return 0;
    }
    const plan = planBake(files.sources, planOptions(invocation, files.targets), surroundings);
    for (const warning of plan.warnings) io.stderr.write(`WARN: ${warning}\n`);
    if (flags.print) {
      io.stdout.write(`${printedSelection(plan.selection)}\n`);
      return 0;
    }
    const granted = await grantPrivileges(op, io, plan);
    const work = { plan, progress: flags.progress, allow: allowedNames(plan.allowed, granted) };
    return await interruptible(op, io, (ended) => buildAll(ended, io, client, work));
  } catch (error) {
    if (error instanceof ExitError) throw error;
    io.stderr.write(`ERROR: ${error instanceof Error ? error.message : String(error)}\n`);
    throw new ExitError(1);
  }
});

function planOptions(
  { flags, changed }: { readonly flags: BakeFlags; changed(name: keyof BakeFlags & string): boolean },
  targets: readonly string[],
) {
  const call = flags.check ? "check" : flags.call;
  return {
    ...{ targets, overrides: flags.set, allow: flags.allow },
    ...{ isPushed: flags.push, isLoaded: flags.load, sbom: flags.sbom, provenance: flags.provenance },
    ...(changed("no-cache") ? { noCache: flags["no-cache"] } : {}),
    ...(changed("pull") ? { pull: flags.pull } : {}),
    ...(call === "" ? {} : { call }),
  };
}

type BakeFlags = Parameters<Parameters<typeof runs<(typeof command)["flags"]>>[1]>[3]["flags"];

interface BakeFiles {
  readonly sources: readonly SourceFile[];
  readonly targets: readonly string[];
}

/** @throws ExitError in buildx's words */
function bakeFiles(given: readonly string[], targets: readonly string[], io: Io): BakeFiles {
  const [first = ""] = targets;
  if (isRemote(first)) throw notSupported(`bake of ${first}`);
  const names =
    given.length > 0 ? given : defaultFiles.filter((name) => statSync(name, { throwIfNoEntry: false })?.isFile());
  return { sources: names.map((name) => ({ name, text: textOf(name, io) })), targets };
}

function textOf(name: string, io: Io): string {
  if (name === "-") throw notSupported("bake files on the standard input");
  try {
    return readFileSync(name, "utf8");
  } catch {
    io.stderr.write(`ERROR: open ${name}: no such file or directory\n`);
    throw new ExitError(1);
  }
}

function surroundingsOf({ env }: Io): BakeSurroundings {
  const environment = new Map(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
  const architecture = { x64: "amd64", arm64: "arm64", ia32: "386", arm: "arm/v7" }[arch() as string] ?? arch();
  const readText = (path: string): string | undefined => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  };
  return {
    environment,
    environmentFile: readText(".env"),
    localPlatform: `linux/${architecture}`,
    home: homedir(),
    now: () => new Date(),
    random: (length) => randomBytes(length),
    readText,
    pathKind: (path) => {
      const facts = statSync(path, { throwIfNoEntry: false });
      return facts === undefined ? undefined : facts.isDirectory() ? "directory" : "file";
    },
  };
}

function listText(text: string, { sources }: BakeFiles, surroundings: BakeSurroundings): string {
  const request = parseList(text);
  const definition = readDefinition(sources, surroundings, () => {});
  return request.type === "variables"
    ? listedVariables(definition.variables, request.format)
    : listedTargets(definition, request.format);
}

/** One after the other, each after those that it has as contexts; these are kept as images until all are built. */
async function buildAll(
  op: Op,
  io: Io,
  client: Client,
  { plan, progress, allow }: { readonly plan: BakePlan; readonly progress: string; readonly allow: readonly string[] },
): Promise<number> {
  const contexts = new Set(
    plan.targets.flatMap(({ contexts: all }) =>
      [...(all ?? new Map<string, string>()).values()].flatMap(
        (value) => /^target:(?:\/\/)?(.*)$/.exec(value)?.[1] ?? [],
      ),
    ),
  );
  const linked = new Map<string, string>();
  let exitCode = 0;
  try {
    for (const target of plan.targets) {
      const scope = { progress, allow };
      if (contexts.has(target.name)) {
        const name = `bake-context/${randomBytes(8).toString("hex")}:latest`;
        linked.set(target.name, name);
        const kept = { ...target, outputs: [], tags: [name] };
        await buildImage(op, io, client, bakeCommand(kept, { ...scope, linked }));
      }
      if (target.isLinked === true) continue;
      const others = new Map([...linked].filter(([name]) => name !== target.name));
      const built = await buildImage(op, io, client, bakeCommand(target, { ...scope, linked: others }));
      exitCode = Math.max(exitCode, built.exitCode);
    }
    return exitCode;
  } finally {
    for (const name of linked.values())
      await imageRemove(op, client, name, { force: false, noPrune: false }).catch(() => {});
  }
}

function allowedNames(...given: readonly Entitlements[]): string[] {
  return [
    ...(given.some(({ networkHost }) => networkHost) ? ["network.host"] : []),
    ...(given.some(({ securityInsecure }) => securityInsecure) ? ["security.insecure"] : []),
  ];
}
