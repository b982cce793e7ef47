import { expect, test } from "bun:test";
import { zeroValue } from "#api/decode.ts";
import type { ImageInspectResponse } from "#api/types.gen.ts";
import { imageInspectFor } from "./image-answers.ts";

const image: ImageInspectResponse = {
  ...zeroValue("ImageInspectResponse"),
  Id: "sha256:1",
  Size: 7,
  Config: { ...zeroValue("ImageConfigView"), Cmd: ["sh"], StopSignal: "KILL" },
};

function fields(version: string): { readonly all: string[]; readonly config: string[] } {
  const answer = JSON.parse(imageInspectFor(version, image)) as { Config: object };
  return { all: Object.keys(answer), config: Object.keys(answer.Config) };
}

/** As dockerd 28.5 answers. */
test("before 1.50 the config has the fields of a container's too, by name", () => {
  const now = ["Cmd", "Entrypoint", "Env", "Labels", "OnBuild", "StopSignal", "User", "Volumes", "WorkingDir"];
  const more = ["AttachStderr", "AttachStdin", "AttachStdout", "Domainname", "Hostname", "Image"];
  expect(fields("1.50").config).toEqual(now);
  expect(fields("1.49").config).toEqual([...now, ...more, "OpenStdin", "StdinOnce", "Tty"].sort());
});

test("before 1.45 there is the container's config, before 1.44 the virtual size", () => {
  expect(fields("1.45").all).not.toContain("ContainerConfig");
  expect(fields("1.44").all).toContain("ContainerConfig");
  expect(fields("1.44").all).not.toContain("VirtualSize");
  expect(fields("1.43").all).toContain("VirtualSize");
});
