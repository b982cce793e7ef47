import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrations, openDatabase, schemaVersion } from "./schema.ts";

const root = mkdtempSync(join(tmpdir(), "schema-"));
afterAll(() => rmSync(root, { recursive: true }));

test("an older schema is copied, then migrated as one transaction", () => {
  const path = join(root, "gantry.db");
  const old = openDatabase(path);
  old.run("INSERT INTO records VALUES ('engine', 'id', 1, 'local', '\"x\"')");
  old.close();
  const broken = () => {
    throw new Error("migration failed");
  };
  const addOwner = (database: Database) => void database.run("ALTER TABLE records ADD COLUMN owner TEXT");
  expect(() => openDatabase(path, [...migrations, addOwner, broken])).toThrow("migration failed");

  const database = openDatabase(path, [...migrations, addOwner]);
  expect(schemaVersion(database)).toBe(2);
  expect(database.query("SELECT key, owner FROM records").all()).toEqual([{ key: "id", owner: null }]);
  database.close();

  const copy = new Database(`${path}.v1`);
  expect(schemaVersion(copy)).toBe(1);
  expect(copy.query("SELECT key FROM records").all()).toEqual([{ key: "id" }]);
  copy.close();
  expect(statSync(`${path}.v1`).mode & 0o777).toBe(0o600);
});
