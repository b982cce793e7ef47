import { Database } from "bun:sqlite";
import { EngineError } from "#base/errors.ts";
import type { FoundPackage } from "#formats/packages/package.ts";
import { parseRpmHeader, rpmFiles } from "#formats/packages/rpm-header.ts";
import { ndbBlobs } from "#formats/packages/rpm-ndb.ts";
import type { Finder } from "../finder.ts";
import type { OpenFile } from "../open-file.ts";

const folders = ["/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm"];
const databases = new Map<string, (file: OpenFile) => Iterable<Buffer>>([
  ["rpmdb.sqlite", sqliteBlobs],
  ["Packages.db", ndbBlobs],
  ["Packages", refuseBerkeley],
]);
const databaseBytes = 512 << 20;
const maxPackages = 100_000;
/** The table as rpm makes it: nothing that reckons what it answers. */
const plainTable =
  /^CREATE TABLE ['"]?Packages['"]?\s*\(\s*hnum INTEGER PRIMARY KEY AUTOINCREMENT,\s*blob BLOB NOT NULL\s*\)$/i;

/** Packages of rpm, by its database in SQLite or in its own format; that of Berkeley DB is told as a note. */
export const rpmFinder: Finder = {
  wants: ({ path, name }) => databases.has(name) && folders.some((folder) => path === `${folder}/${name}`),
  find(file, { owns }) {
    const read = databases.get(file.path.slice(file.path.lastIndexOf("/") + 1)) ?? refuseBerkeley;
    const found: FoundPackage[] = [];
    const owned: { readonly owner: string; readonly path: string }[] = [];
    for (const blob of read(file)) {
      const one = parseRpmHeader(blob, file.path);
      if (one === undefined) continue;
      if (found.push(one) > maxPackages)
        throw new EngineError("resource-exhausted", `more than ${maxPackages} packages`);
      for (const path of rpmFiles(blob)) if (mayBeFound(path)) owned.push({ owner: `rpm/${one.name}`, path });
    }
    owns(() => owned);
    return found;
  },
};

/** Of the files of all packages only those are kept that another finder could come by. */
function mayBeFound(path: string): boolean {
  return /(?:package\.json|METADATA|PKG-INFO|\.egg-info|\.[jwe]ar)$|\/bin\/|\/sbin\/|\/libexec\//.test(path);
}

/** The file as memory: neither its locks nor its journal are looked at. */
function* sqliteBlobs(file: OpenFile): Generator<Buffer> {
  const image = file.whole(databaseBytes);
  if (image.toString("latin1", 0, 15) !== "SQLite format 3") throw damaged();
  // Written with a write-ahead log, which a database in memory has none of.
  image[18] = 1;
  image[19] = 1;
  using database = openImage(image);
  try {
    database.run("PRAGMA trusted_schema = OFF");
    const schema = database.query<{ type: string; sql: string }, []>(
      "SELECT type, sql FROM sqlite_schema WHERE name = 'Packages'",
    );
    const [table, more] = schema.all();
    if (table === undefined || more !== undefined || table.type !== "table" || !plainTable.test(table.sql))
      throw damaged();
    for (const { blob } of database
      .query<{ blob: Uint8Array }, []>("SELECT blob FROM Packages ORDER BY hnum")
      .iterate())
      yield Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  } catch (error) {
    throw error instanceof EngineError ? error : damaged(error);
  }
}

function openImage(image: Buffer): Database {
  try {
    return Database.deserialize(image, { readonly: true });
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(cause?: unknown): EngineError {
  return new EngineError("invalid-argument", "damaged package database of rpm", { cause });
}

function refuseBerkeley(_file: OpenFile): never {
  throw new EngineError("not-implemented", "a package database of rpm in the format of Berkeley DB, which is not read");
}
