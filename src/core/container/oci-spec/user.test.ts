import { expect, test } from "bun:test";
import { resolveUser } from "./user.ts";

const files = {
  passwd:
    "root:x:0:0:root:/root:/bin/sh\n# comment\nwww:x:82:82::/var/www:/bin/sh\n99999999999:x:0:0::/:/bin/sh\n-5:x:0:0::/:/bin/sh\nbad:x:y:0::/:\n",
  group: "root:x:0:\nwww:x:82:\nextra:x:900:www,other\n",
};

test("names and numbers, groups and homes as Docker 28.5 answers", () => {
  expect(resolveUser("", files)).toMatchObject({ uid: 0, gid: 0, groups: [0], home: "/root" });
  expect(resolveUser("www", files)).toMatchObject({ uid: 82, gid: 82, groups: [82, 900], home: "/var/www" });
  expect(resolveUser("82", files)).toMatchObject({ uid: 82, gid: 82, groups: [82, 900] });
  expect(resolveUser("1000", files)).toMatchObject({ uid: 1000, gid: 0, groups: [0], home: "/" });
  expect(resolveUser("1000:5", files)).toMatchObject({ uid: 1000, gid: 5, groups: [5] });
  expect(resolveUser("www:extra", files)).toMatchObject({ uid: 82, gid: 900, groups: [900], home: "/var/www" });
  expect(resolveUser("1000:", files)).toMatchObject({ uid: 1000, gid: 0 });
  expect(resolveUser(":5", files)).toMatchObject({ uid: 0, gid: 5, groups: [5] });
  expect(resolveUser("00", files)).toMatchObject({ uid: 0, gid: 0 });
  expect(resolveUser("2147483647", files)).toMatchObject({ uid: 2147483647 });
  expect(resolveUser("www", files, ["extra", "7"]).groups).toEqual([82, 900, 900, 7]);
});

test("unknown names are refused in Docker's words", () => {
  expect(() => resolveUser("nosuch", files)).toThrow("unable to find user nosuch: no matching entries in passwd file");
  expect(() => resolveUser("0x0", files)).toThrow("unable to find user 0x0: no matching entries in passwd file");
  expect(() => resolveUser("../etc", files)).toThrow("unable to find user ../etc");
  expect(() => resolveUser("root:nosuch", files)).toThrow(
    "unable to find group nosuch: no matching entries in group file",
  );
  expect(() => resolveUser("0:0:0", files)).toThrow("unable to find group 0:0: no matching entries in group file");
  expect(() => resolveUser("bad", files)).toThrow("unable to find user bad");
});

test("ids that overflow are refused, also where passwd has a user of that name (CVE-2024-40635, CVE-2026-46680)", () => {
  for (const user of ["4294967296", "4294967295", "2147483648", "-1", "-5", "99999999999", "1:4294967296", "1:-1"]) {
    expect(() => resolveUser(user, files)).toThrow("uids and gids must be in range 0-2147483647");
  }
  expect(() => resolveUser("0", files, ["-5"])).toThrow("uids and gids must be in range");
});
