import { expect, test } from "bun:test";
import { loadConfig } from "./load.ts";
import { usageErrorText, usageText } from "./usage.ts";

test("help looks as dockerd's, with the engine's own paths", () => {
  const text = usageText("dockerd");
  expect(text).toStartWith("\nUsage:\tdockerd [OPTIONS]\n\nA self-sufficient runtime for containers.\n\nOptions:\n");
  expect(text).toContain(`
      --add-runtime runtime                   Register an additional OCI
                                              compatible runtime (default [])
      --allow-direct-routing                  Allow remote access to
                                              published ports on
                                              container IP addresses
      --authorization-plugin list             Authorization plugins to load
      --bip string                            IPv4 address for the
                                              default bridge
`);
  expect(text).toContain('/var/lib/gantry")');
  expect(text).toContain("\n  -H, --host list                             Daemon socket(s) to connect to\n");
  expect(text).not.toContain("--restart");
});

test("a wrong command line is named, then the usage", () => {
  expect(usageErrorText("dockerd", "unknown flag: --x")).toStartWith(
    "unknown flag: --x\nSee 'dockerd --help'.\n\nUsage:\tdockerd [OPTIONS]\n",
  );
});

test("version, help and arguments", () => {
  expect(loadConfig(["-v"]).action).toBe("version");
  expect(loadConfig(["--help"]).action).toBe("help");
  expect(() => loadConfig(["extra"])).toThrow(expect.objectContaining({ name: "UsageError" }));
});
