import { expect, test } from "bun:test";
import { create } from "@bufbuild/protobuf";
import { fakeBuilds } from "../build-service.fake.ts";
import { diffCopyMethod, fileSync, TestBuildkit } from "../client.fake.ts";
import { Control } from "../gen/control.gen.ts";
import { BytesMessageSchema, Upload } from "../gen/upload.gen.ts";

test("an upload is read to its end, and we end our side of it, since we send nothing", async () => {
  let read = "";
  let requests = -1;
  await using server = await TestBuildkit.open(
    fakeBuilds(async (op, { session }) => {
      for await (const piece of await session.upload(op, "http://buildkit-session/some-id")) read += Buffer.from(piece);
    }),
  );
  await server.session(
    "s",
    (router) => {
      fileSync({ files: { Dockerfile: "" }, asked: [] })(router);
      router.service(Upload, {
        async *pull(incoming, { requestHeader }) {
          requests = 0;
          for await (const _ of incoming) requests++;
          for (const part of [requestHeader.get("urlhost"), requestHeader.get("urlpath")])
            yield create(BytesMessageSchema, { data: Buffer.from(part ?? "") });
        },
      });
    },
    [diffCopyMethod, "/moby.upload.v1.Upload/Pull"],
  );
  await (await server.client()).of(Control).solve({ Ref: "b", Session: "s", Frontend: "dockerfile.v0" });
  expect([read, requests]).toEqual(["buildkit-session/some-id", 0]);
});
