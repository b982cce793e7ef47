import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { EngineError } from "#base/errors.ts";
import { definedTree } from "#buildkit/definition/defined-tree.ts";
import { resultDefinition } from "#buildkit/definition/result-definition.ts";
import { SolveRequestSchema } from "#buildkit/gen/control.gen.ts";
import { StatSchema } from "#buildkit/gen/fsutil.gen.ts";
import { DefinitionSchema } from "#buildkit/gen/ops.gen.ts";
import { exportRequest } from "#buildkit/requests/export-request.ts";
import { frontendRequest } from "#buildkit/requests/frontend-request.ts";
import { ListedTree } from "#buildkit/sessions/listed-tree.ts";
import { scratch } from "#core/build/graph.ts";
import { goMode } from "#formats/go-mode.ts";
import { type FuzzTarget, Unfit } from "../fuzz.ts";
import { mutateBytes, textOf } from "../mutate.ts";

const isRefusal = (error: unknown): boolean => error instanceof EngineError;

const optionWords = [
  "build-arg:A=", "label:l=", "context:base=", "attest:provenance=", "attest:sbom=", "platform=", "no-cache=",
  "image-resolve-mode=", "force-network-mode=", "add-hosts=", "ulimit=", "shm-size=", "requestid=", "frontend.caps=",
  "multi-platform=", "build-arg:SOURCE_DATE_EPOCH=", "build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR=", "filename=", "\n", "\n",
  "linux/amd64", "linux/arm/v7", ",", "=", '"', '""', ":", "pull", "none", "true", "1", "-1", "9".repeat(30), "h=1.2.3.4",
  "nofile=1:2", "mode=max", "frontend.lint", "moby.buildkit.frontend.contexts+forward", "é", "\0", " ",
]; // biome-ignore format: words

/** Options of a Dockerfile's build, one a line. */
export const frontendOptions: FuzzTarget = {
  name: "buildkit-options",
  make: (random) => Buffer.from(textOf(random, optionWords, 24)),
  check(input) {
    const lines = input
      .toString("utf8")
      .split("\n")
      .filter((line) => line.includes("="));
    const options = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    frontendRequest(options, { hostPlatform: { os: "linux", architecture: "amd64" }, sharedKey: "", inputs: {} });
    exportRequest(create(SolveRequestSchema, {}), options);
  },
  isRefusal,
};

const definition = toBinary(DefinitionSchema, resultDefinition("result"));

/** The graphs that clients give as contexts: what of them names a result was in them. */
export const definitions: FuzzTarget = {
  name: "buildkit-definitions",
  make: (random) =>
    Buffer.from(
      random.once(20)
        ? definition
        : mutateBytes(random, Buffer.from(definition), { others: [Buffer.from(definition)] }),
    ),
  check(input) {
    const tree = definedTree(fromBinary(DefinitionSchema, input));
    if (tree === scratch || tree.operation.kind !== "result") return;
    const { id } = tree.operation;
    if (!input.includes(`gantry-result://${id}`)) throw new Unfit(`${id} is not in the graph`);
  },
  // What is no protobuf at all is refused by its library.
  isRefusal: (error) => isRefusal(error) || (error instanceof Error && !(error instanceof Unfit)),
};

const pathWords = ["a", "b", "c", "d", "é", "folder", "a/x", "folder/x", "/", "..", ".", "\0", "/a"];

/** Lists of a client's files: what is taken stays below its folder. */
export const fileLists: FuzzTarget = {
  name: "buildkit-file-lists",
  make: (random) =>
    Buffer.from(Array.from({ length: random.below(4) + 1 }, () => textOf(random, pathWords, 2)).join("\n")),
  check(input) {
    const tree = new ListedTree();
    for (const [index, path] of input.toString("utf8").split("\n").entries()) {
      const mode = goMode(index % 3 === 0 ? 0o40755 : 0o100644);
      const facts = tree.add(create(StatSchema, { path, mode }));
      if (/(^|\/)(\.{0,2})(\/|$)|\0/.test(facts.path)) throw new Unfit(`${JSON.stringify(path)} leads elsewhere`);
    }
  },
  isRefusal,
};
