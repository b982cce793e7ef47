import { describe, expect, test } from "bun:test";
import { busyboxArchive } from "../../../tools/docker-archive.ts";
import { sharedEngine } from "../../support/shared-engine.ts";
import { dockerfilesOf, recordedText, saidOf } from "./dockerfile-texts.ts";

const engine = sharedEngine({}, () => busyboxArchive("debian:bookworm-slim"));

describe("Dockerfiles that are refused: the place and the words", () => {
  for (const name of dockerfilesOf("refused"))
    test(name, async () => {
      const said = await saidOf(await engine(), { folder: "refused", name, args: ["--progress=plain"] });
      expect(said).toBe(recordedText("refused", name));
    });
});

describe("what the linter finds, in its order", () => {
  for (const name of dockerfilesOf("lint"))
    test(name, async () => {
      const said = await saidOf(await engine(), { folder: "lint", name, args: ["--check"] });
      expect(said).toBe(recordedText("lint", name));
    });
});
