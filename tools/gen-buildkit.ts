/**
 * Makes the messages and services of BuildKit's gRPC from spec/buildkit/*.proto.
 * Run alone it writes them; `tools/gen.ts` calls `generate` and compares or writes.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const target = "src/buildkit/gen";
const tools = join(root, "node_modules/.bin");

/** The generated files: path from the project's root, text. */
export function generate(): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "gantry-gen-"));
  try {
    runBuf(folder);
    return new Map(
      readdirSync(folder).map((name) => [
        `${target}/${moduleName(name)}`,
        readFileSync(join(folder, name), "utf8").replace(/"\.\/(\w+_pb\.ts)"/g, (_, file) => `"./${moduleName(file)}"`),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `ops_pb.ts` is saved as `ops.gen.ts`. */
function moduleName(name: string): string {
  return name.replace(/_pb\.ts$/, ".gen.ts");
}

function runBuf(folder: string): void {
  const plugin = {
    local: join(tools, "protoc-gen-es"),
    out: folder,
    opt: ["target=ts", "import_extension=ts", "erasable_syntax=true"],
  };
  const template = JSON.stringify({ version: "v2", plugins: [plugin] });
  const result = spawnSync(join(tools, "buf"), ["generate", "spec/buildkit", "--template", template], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, BUF_CACHE_DIR: join(folder, ".cache") },
  });
  if (result.status !== 0) throw new Error(`buf generate failed: ${result.stderr}${result.error?.message ?? ""}`);
  rmSync(join(folder, ".cache"), { recursive: true, force: true });
}
