import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { openOciLayout } from "#drivers/content/oci-layout/oci-layout.ts";
import { openOverlaySnapshotter } from "#drivers/snapshot/overlay/overlay.ts";
import { openSqliteStore } from "#drivers/store/sqlite/driver.ts";
import { EventLog } from "#engine/events/event-log.ts";
import { openImages } from "#engine/images/images.ts";
import { fakeEngine } from "#server/backends.fake.ts";
import { createServer } from "#server/create-server.ts";
import { descriptors } from "#server/descriptors.fake.ts";
import { openListener } from "#server/listen.ts";

const log = { debug() {}, info() {}, warn: console.error, error: console.error };
const op = backgroundOp(log);
const arg = (n: string) => process.argv[process.argv.indexOf(n) + 1]!;
const root = arg("--data-root");
mkdirSync(root, { recursive: true });
const store = await openSqliteStore(op, join(root, "gantry.db"));
const snapshots = await openOverlaySnapshotter(op, { path: join(root, "snapshots"), store, log });
const content = openOciLayout({ path: join(root, "content"), syncFileSystem: (op) => snapshots.sync(op) });
const images = await openImages(op, {
  content,
  snapshots,
  store,
  events: new EventLog(),
  users: { usersOf: () => [] },
  platform: { os: "linux", architecture: "amd64" },
});
await snapshots.recover(op, { writables: new Set() });
await images.collect(op);
const listener = await openListener({ kind: "unix", path: arg("-H").slice(7), mode: 0o660, gid: 0 });
createServer({
  backends: { ...fakeEngine().backends, images },
  listeners: [listener],
  info: { version: "0.1.0", experimental: false },
  log,
  descriptors,
});
process.on("SIGTERM", () => process.exit(0));
