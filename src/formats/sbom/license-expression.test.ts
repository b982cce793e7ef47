import { expect, test } from "bun:test";
import { licenseExpression } from "./license-expression.ts";

test.each<[readonly string[], string]>([
  [["MIT"], "MIT"],
  [["mit"], "MIT"],
  [["Expat", "GPL-2+"], "GPL-2.0-or-later AND MIT"],
  [["GPL-3", "LGPL-2.1+", "GFDL-1.3"], "GFDL-1.3-only AND GPL-3.0-only AND LGPL-2.1-or-later"],
  [["LGPLv3"], "LGPL-3.0-only"],
  [["Apache License, Version 2.0"], "Apache-2.0"],
  [["(MIT OR Apache-2.0)"], "(MIT OR Apache-2.0)"],
  [["GPL-2+, or Expat"], "GPL-2.0-or-later OR MIT"],
  [["MIT or apache-2.0", "ISC"], "ISC AND (MIT OR Apache-2.0)"],
  [["GPL-2.0-only WITH Classpath-exception-2.0"], "GPL-2.0-only WITH Classpath-exception-2.0"],
  [["(BSD-3-Clause AND (MIT OR Zlib))"], "(BSD-3-Clause AND (MIT OR Zlib))"],
])("%j", (texts, expression) => {
  expect(licenseExpression(texts)).toEqual({ text: expression, unlisted: new Map() });
});

test("what the list does not know becomes a reference to what was said", () => {
  expect(licenseExpression(["SEE LICENSE IN license.txt"])).toEqual({
    text: "LicenseRef-SEE-LICENSE-IN-license.txt",
    unlisted: new Map([["LicenseRef-SEE-LICENSE-IN-license.txt", "SEE LICENSE IN license.txt"]]),
  });
  expect(licenseExpression(["GPL-2+ or Artistic"])).toEqual({
    text: "GPL-2.0-or-later OR LicenseRef-Artistic",
    unlisted: new Map([["LicenseRef-Artistic", "Artistic"]]),
  });
  expect(licenseExpression(["MIT, ISC"])?.text).toBe("LicenseRef-MIT-ISC");
  expect(licenseExpression(["MIT OR"])?.text).toBe("LicenseRef-MIT-OR");
  expect(licenseExpression(["☃"])?.text).toBe("LicenseRef-unnamed");
  expect(licenseExpression([])).toBeUndefined();
  expect(licenseExpression([`${"(".repeat(300)}MIT${")".repeat(300)}`])?.text).toStartWith("LicenseRef-MIT");
});
