import { expect, test } from "bun:test";
import { awsEncode, emptyBodyHash, signV4 } from "./sign-v4.ts";

const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "",
};
const scope = { region: "us-east-1", service: "s3", now: new Date("2013-05-24T00:00:00Z") };

/** The examples of AWS's "Signature Calculations for the Authorization Header". */
test.each([
  [
    "GET",
    "https://examplebucket.s3.amazonaws.com/test.txt",
    { range: "bytes=0-9" },
    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  ],
  [
    "GET",
    "https://examplebucket.s3.amazonaws.com/?lifecycle",
    {},
    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  ],
  [
    "GET",
    "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J",
    {},
    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  ],
] as Array<[string, string, Record<string, string>, string]>)("%s %s", (method, url, headers, signature) => {
  const signed = signV4({ method, url: new URL(url), headers, bodyHash: emptyBodyHash }, credentials, scope);
  expect(signed["authorization"]).toEndWith(`Signature=${signature}`);
  expect(signed["x-amz-date"]).toBe("20130524T000000Z");
});

test("a session's token is signed; names are encoded as S3 wants them", () => {
  const request = { method: "PUT", url: new URL("http://h:1/a"), headers: {}, bodyHash: emptyBodyHash };
  const signed = signV4(request, { ...credentials, sessionToken: "t" }, scope);
  expect(signed["authorization"]).toContain("host;x-amz-content-sha256;x-amz-date;x-amz-security-token");
  expect(awsEncode("sha256:a (b)*~/é")).toBe("sha256%3Aa%20%28b%29%2A~%2F%C3%A9");
});
