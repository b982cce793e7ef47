import { expect, test } from "bun:test";
import fc from "fast-check";
import { accepts } from "./accept.ts";
import { parseByteRange } from "./byte-range.ts";
import { parseChunkRange, uploadedRange } from "./content-range.ts";
import { digestBytes, isBlobDigest } from "./digest.ts";
import { RegistryError } from "./errors.ts";
import { readManifestDocument } from "./manifest-document.ts";
import { isRepositoryName, isTagName } from "./names.ts";
import { nextLink, pageOf } from "./pages.ts";
import { parsePath } from "./router.ts";

const bytes = fc.nat(2 ** 40);

test("Content-Range: what is written is read; all else is undefined", () => {
  fc.assert(
    fc.property(bytes, bytes, (first, more) => {
      const last = first + more;
      expect(parseChunkRange(`${first}-${last}`)).toEqual({ first, last });
      expect(parseChunkRange(`bytes ${first}-${last}/*`)).toEqual({ first, last });
      if (more > 0) expect(parseChunkRange(`${last}-${first}`)).toBeUndefined();
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      const range = parseChunkRange(text);
      if (range !== undefined)
        expect(
          text
            .replace(/^bytes[ =]|\/.*$/g, "")
            .split("-")
            .map(Number),
        ).toEqual([range.first, range.last]);
    }),
  );
  expect(parseChunkRange(`0-${"9".repeat(17)}`)).toBeUndefined();
  expect([uploadedRange(0), uploadedRange(1), uploadedRange(5)]).toEqual(["0-0", "0-0", "0-4"]);
});

test("Range: a part always lies within the file, and is what was asked for", () => {
  fc.assert(
    fc.property(bytes, bytes, fc.nat(2 ** 41), (first, more, size) => {
      const range = parseByteRange(`bytes=${first}-${first + more}`, size);
      if (first >= size) expect(range).toBe("none");
      else expect(range).toEqual({ begin: first, end: Math.min(first + more + 1, size) });
    }),
  );
  fc.assert(
    fc.property(fc.string(), fc.nat(1000), (text, size) => {
      const range = parseByteRange(text, size);
      if (typeof range === "object")
        expect(range.begin >= 0 && range.begin < range.end && range.end <= size).toBe(true);
    }),
  );
});

const word = fc.stringMatching(/^[a-z0-9]{1,9}$/);
const separator = fc.constantFrom(".", "_", "__", "-", "---");
const component = fc
  .tuple(word, fc.array(fc.tuple(separator, word), { maxLength: 3 }))
  .map(([first, rest]) => first + rest.map(([a, b]) => a + b).join(""));
const name = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));

test("names: those of the grammar are taken; none leads out of a folder", () => {
  fc.assert(fc.property(name, (text) => expect(isRepositoryName(text)).toBe(text.length <= 255)));
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."aZ0._-/%\\ \0é") }), (text) => {
      if (!isRepositoryName(text)) return;
      expect(text).toMatch(/^[a-z0-9]/);
      expect(text.split("/").every((part) => !/^[._-]|[._-]$|\.\./.test(part) && part !== "")).toBe(true);
    }),
  );
});

test("tags: none is a path, or hidden", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."aZ0._-/:% \0"), maxLength: 140 }), (text) => {
      expect(isTagName(text)).toBe(/^\w[\w.-]*$/.test(text) && text.length <= 128 && !text.includes("\n"));
    }),
  );
});

test("digests: of all bytes in both algorithms; changed ones are none", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom("sha256" as const, "sha512" as const), (content, algorithm) => {
      const digest = digestBytes(content, algorithm);
      expect(isBlobDigest(digest)).toBe(true);
      for (const wrong of [
        digest.toUpperCase(),
        `${digest}0`,
        digest.slice(0, -1),
        ` ${digest}`,
        `${digest}\n`,
        digest.replace(/[0-9a-f]$/, "/"),
      ])
        expect(isBlobDigest(wrong)).toBe(false);
    }),
  );
});

test("paths: every route is found again; anything else is refused, and nothing else is thrown", () => {
  const digest = digestBytes(new Uint8Array());
  fc.assert(
    fc.property(name, (text) => {
      fc.pre(text.length <= 255);
      expect(parsePath(`/v2/${text}/tags/list`)).toEqual({ what: "tags", name: text });
      expect(parsePath(`/v2/${text}/manifests/v1`)).toEqual({ what: "manifest", name: text, reference: { tag: "v1" } });
      expect(parsePath(`/v2/${text}/blobs/${digest}`)).toEqual({ what: "blob", name: text, digest });
      expect(parsePath(`/v2/${text}/blobs/${encodeURIComponent(digest)}`)).toMatchObject({ digest });
      expect(parsePath(`/v2/${text}/blobs/uploads/`)).toEqual({ what: "new-upload", name: text });
      expect(parsePath(`/v2/${text}/blobs/uploads/some-id`)).toEqual({ what: "upload", name: text, id: "some-id" });
      expect(parsePath(`/v2/${text}/referrers/${digest}`)).toEqual({ what: "referrers", name: text, digest });
    }),
  );
  const part = fc.constantFrom(
    "v2",
    "..",
    "%2e%2e",
    "%2f",
    "blobs",
    "uploads",
    "manifests",
    "tags",
    "list",
    "a",
    "",
    "%",
    "sha256:",
    "\0",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
      try {
        const route = parsePath(`/${parts.join("/")}`);
        if ("name" in route) expect(isRepositoryName(route.name)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(RegistryError);
      }
    }),
    { numRuns: 2000 },
  );
});

test("pages: one after the other give the whole list, and Link leads there", () => {
  const tag = fc.stringMatching(/^\w[\w.-]{0,5}$/);
  fc.assert(
    fc.property(fc.uniqueArray(tag), fc.integer({ min: 1, max: 5 }), (tags, limit) => {
      const sorted = [...tags].sort();
      const seen: string[] = [];
      for (let last: string | undefined, more = true; more; ) {
        const page = pageOf(sorted, { limit, last });
        expect(page.entries.length).toBeLessThanOrEqual(limit);
        seen.push(...page.entries);
        more = page.next !== undefined;
        if (page.next === undefined) break;
        const target = /^<([^>]*)>; rel="next"$/.exec(nextLink("/v2/x/tags/list", { limit, last: page.next }))?.[1];
        last = new URL(target!, "http://x").searchParams.get("last") ?? undefined;
        expect(last).toBe(page.next);
      }
      expect(seen).toEqual(sorted);
    }),
  );
});

test("Accept: what is listed is taken, unless its quality is 0", () => {
  const type = "application/vnd.oci.image.index.v1+json";
  for (const header of [null, "", "*/*", "application/*", type, `text/plain, ${type};q=0.1`, type.toUpperCase()])
    expect(accepts(header, type)).toBe(true);
  for (const header of ["text/plain", "text/*", `${type};q=0`, `*/*, ${type};q=0.0`, "application/*;q=0, */*"])
    expect(accepts(header, type)).toBe(false);
  fc.assert(fc.property(fc.string(), (header) => expect(typeof accepts(header, type)).toBe("boolean")));
});

test("manifests: any JSON is read or refused, and nothing else is thrown", () => {
  const key = fc.constantFrom(
    "mediaType",
    "schemaVersion",
    "config",
    "layers",
    "manifests",
    "subject",
    "digest",
    "size",
    "annotations",
    "urls",
    "platform",
    "artifactType",
  );
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(2),
    fc.constant(`sha256:${"a".repeat(64)}`),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie("value"), { maxLength: 3 }), fc.dictionary(key, tie("value"))),
  }));
  const refusal = (content: Uint8Array): void => {
    try {
      readManifestDocument(content, "");
    } catch (error) {
      expect(error).toBeInstanceOf(RegistryError);
    }
  };
  fc.assert(
    fc.property(value, (document) => refusal(Buffer.from(JSON.stringify(document)))),
    { numRuns: 5000 },
  );
  fc.assert(fc.property(fc.uint8Array(), refusal));
});
