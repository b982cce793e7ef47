import { expect, test } from "bun:test";
import { bcryptHash } from "./bcrypt.ts";

test("a hash is that of every other program", () => {
  const salt = Buffer.from("10410410410410410410410410410410", "hex");
  const known = {
    "": "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
    "U*U": "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "U*U*": "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
  };
  for (const [password, hash] of Object.entries(known)) expect(bcryptHash(Buffer.from(password), salt, 5)).toBe(hash);
});
