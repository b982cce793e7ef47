import { expect, test } from "bun:test";
import { applyChanges } from "./apply.ts";

const config = (...changes: string[]) => applyChanges({}, changes);
const refusal = (...changes: string[]): string => {
  try {
    config(...changes);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
};

test("commands are lists, or text for a shell", () => {
  expect(config('CMD ["a","b"]')).toEqual({ Cmd: ["a", "b"] });
  expect(config('cmd a b "c"')).toEqual({ Cmd: ["/bin/sh", "-c", 'a b "c"'] });
  expect(config('CMD ["a"')).toEqual({ Cmd: ["/bin/sh", "-c", '["a"'] });
  expect(config('CMD ["x"]', "ENTRYPOINT y z")).toEqual({ Cmd: ["x"], Entrypoint: ["/bin/sh", "-c", "y z"] });
});

test("variables and labels: quotes, escapes, the old form, and what was set before", () => {
  expect(config("ENV A=\"b c\" D='e f' G=h\\ i").Env).toEqual(["A=b c", "D=e f", "G=h i"]);
  expect(config("ENV A b c").Env).toEqual(["A=b c"]);
  expect(config("ENV A=1", "ENV A=2 B=$A", `ENV C=$\{N:-none}$\{A:+set}`).Env).toEqual(["A=2", "B=1", "C=noneset"]);
  expect(config('LABEL "k v"="x y" z=1', 'LABEL a "b c"').Labels).toEqual({ "k v": "x y", z: "1", a: "b c" });
});

test("ports, volumes, folders, users, signals, triggers", () => {
  expect(config("EXPOSE 80/udp 90-91 1:2").ExposedPorts).toEqual({
    "80/udp": {},
    "90/tcp": {},
    "91/tcp": {},
    "2/tcp": {},
  });
  expect(config('VOLUME ["/a","/b c"]', "VOLUME /d").Volumes).toEqual({ "/a": {}, "/b c": {}, "/d": {} });
  expect(config("WORKDIR /a", "WORKDIR b/../c").WorkingDir).toBe("/a/c");
  expect(config("USER www", "STOPSIGNAL TERM", "ONBUILD RUN x")).toEqual({
    User: "www",
    StopSignal: "TERM",
    OnBuild: ["RUN x"],
  });
});

test("what follows an instruction is read as in a Dockerfile", () => {
  expect(config("# escape=`", "ENV A=a`", "b B=\\c").Env).toEqual(["A=ab", "B=\\c"]);
  expect(config("CMD \\", "x").Cmd).toEqual(["/bin/sh", "-c", "x"]);
  expect(config("ONBUILD COPY <<E /", "x", "E").OnBuild).toEqual(["COPY <<E /\nx\nE"]);
  expect(config("CMD", "ENTRYPOINT b")).toEqual({ Cmd: null, Entrypoint: ["/bin/sh", "-c", "b"] });
  expect(config("ENV P=1-2", "EXPOSE $P").ExposedPorts).toEqual({ "1/tcp": {}, "2/tcp": {} });
});

test("health checks", () => {
  expect(config("HEALTHCHECK NONE").Healthcheck).toEqual({ Test: ["NONE"] });
  expect(config('HEALTHCHECK --interval=5s --retries=2 CMD ["a","b"]').Healthcheck).toEqual({
    Interval: 5_000_000_000,
    Retries: 2,
    Test: ["CMD", "a", "b"],
  });
  expect(config("HEALTHCHECK CMD curl x").Healthcheck).toEqual({ Test: ["CMD-SHELL", "curl x"] });
});

test("what is not a change is refused in Docker's words", () => {
  expect(refusal("RUN x")).toBe("RUN is not a valid change command");
  expect(refusal("")).toBe("file with no instructions");
  expect(refusal("ENV X")).toBe("ENV must have two arguments");
  expect(refusal("ENV =x")).toBe("ENV names can not be blank");
  expect(refusal("LABEL")).toBe("LABEL requires at least one argument");
  expect(refusal("EXPOSE x")).toBe("Invalid containerPort: x");
  expect(refusal("EXPOSE 80/foo")).toBe("Invalid proto: foo");
  expect(refusal("EXPOSE x:80")).toBe("Invalid hostPort: x");
  expect(refusal("EXPOSE 1.2.3:80:80")).toBe("Invalid ip address: 1.2.3");
  expect(refusal("EXPOSE 80:81-82")).toBe("Invalid ranges specified for container and host Ports: 81-82 and 80");
  expect(refusal("EXPOSE /tcp")).toBe("No port specified: /tcp<empty>");
  expect(refusal("run x")).toBe("run is not a valid change command");
  expect(refusal("WORKDIR $X")).toBe("cannot normalize nothing");
  expect(refusal("CMD [1]")).toBe("when using JSON array syntax, arrays must be comprised of strings only");
  expect(refusal('ENV A="x')).toBe(
    'failed to process "\\"x": unexpected end of statement while looking for matching double-quote',
  );
  expect(refusal("STOPSIGNAL NOPE")).toBe("invalid signal: NOPE");
  expect(refusal("USER")).toBe("USER requires exactly one argument");
  expect(refusal("HEALTHCHECK --nope=1 CMD a")).toBe("unknown flag: --nope");
  expect(refusal("HEALTHCHECK FOO")).toBe('Unknown type "FOO" in HEALTHCHECK (try CMD)');
  expect(refusal("ONBUILD ONBUILD x")).toBe("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
});
