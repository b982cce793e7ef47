import { expect, test } from "bun:test";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Op } from "#base/op.ts";
import type { ClientStores } from "#core/build/session.ts";
import { fakeBuilds, fakeDigest } from "../build-service.fake.ts";
import { diffCopyMethod, fileSync, TestBuildkit } from "../client.fake.ts";
import {
  Content,
  ReadContentResponseSchema,
  WriteActionSchema,
  WriteContentResponseSchema,
} from "../gen/content.gen.ts";
import { Control } from "../gen/control.gen.ts";

/** Runs `use` within a build whose client has stores; `held` is the beginning of a blob that they have from before. */
async function withStores(use: (op: Op, stores: ClientStores) => Promise<void>, held = ""): Promise<string[]> {
  const said: string[] = [];
  await using server = await TestBuildkit.open(
    fakeBuilds(async (op, { session }) => {
      if (session.stores !== undefined) await use(op, session.stores);
    }),
  );
  await server.session(
    "s",
    (router) => {
      fileSync({ files: { Dockerfile: "" }, asked: [] })(router);
      router.service(Content, {
        async *read({ digest }, { requestHeader }) {
          if (digest !== fakeDigest) throw new ConnectError("none", Code.NotFound);
          const data = Buffer.from(requestHeader.get("buildkit-attachable-store-id") ?? "");
          for (const piece of [data.subarray(0, 2), data.subarray(2)])
            yield create(ReadContentResponseSchema, { data: piece });
        },
        async *write(requests) {
          let offset = BigInt(held.length);
          for await (const { action, data, expected } of requests) {
            said.push(
              `${WriteActionSchema.value[action]?.localName} ${Buffer.from(data)}${expected === "" ? "" : " expected"}`,
            );
            if (held === "whole") throw new ConnectError("there", Code.AlreadyExists);
            offset += BigInt(data.length);
            yield create(WriteContentResponseSchema, { action, offset });
          }
        },
      });
    },
    [diffCopyMethod, "/containerd.services.content.v1.Content/Read"],
  );
  await (await server.client()).of(Control).solve({ Ref: "b", Session: "s", Frontend: "dockerfile.v0" });
  return said;
}

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("con");
  yield Buffer.from("tent");
}

const blob = () => ({ digest: fakeDigest, sizeBytes: 7, content: chunks() });

test("a blob of a client's layout is read", async () => {
  await withStores(async (op, stores) => {
    const pieces = await Array.fromAsync(stores.readBlob(op, "oci:base", fakeDigest));
    expect(Buffer.concat(pieces).toString()).toBe("oci:base");
    const other = `sha256:${"2".repeat(64)}` as typeof fakeDigest;
    const none: unknown = await Array.fromAsync(stores.readBlob(op, "oci:base", other)).catch((error) => error);
    expect(String(none)).toEndWith(": none");
  });
});

test("a blob is written, from where the client has it on, and not again where it is there", async () => {
  const written = await withStores((op, stores) => stores.writeBlob(op, "export", blob()));
  expect(written).toEqual(["STAT  expected", "WRITE con", "WRITE tent", "COMMIT  expected"]);
  const rest = await withStores((op, stores) => stores.writeBlob(op, "export", blob()), "conte");
  expect(rest).toEqual(["STAT  expected", "WRITE nt", "COMMIT  expected"]);
  expect(await withStores((op, stores) => stores.writeBlob(op, "export", blob()), "whole")).toEqual(["STAT  expected"]);
});
