import { expect, test } from "bun:test";
import { expandWord } from "../shell/expand.ts";
import { parseMount, readMountText } from "./mount.ts";

const expand = (text: string) => expandWord(text, new Map([["T", "/x"]]), { escape: "\\" }).text;
const mount = (text: string) => parseMount(text, expand);

function refusal(text: string): string {
  try {
    mount(text);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}

const plain = { type: "bind", from: "", source: "", target: "", readOnly: true, id: "", required: false, sizeBytes: 0 };

test("binds are read-only, caches and tmpfs are not, unless it is said", () => {
  expect(mount("target=$T")).toEqual({ ...plain, target: "/x" } as ReturnType<typeof mount>);
  expect(mount("type=bind,from=base,src=a,dst=b,rw")).toMatchObject({
    from: "base",
    source: "a",
    target: "b",
    readOnly: false,
  });
  expect(mount("type=cache,destination=/c,sharing=Locked,mode=0755,uid=1,gid=2")).toMatchObject({
    type: "cache",
    readOnly: false,
    sharing: "locked",
    mode: 0o755,
    uid: 1,
    gid: 2,
  });
  expect(mount("type=cache,target=/c,readonly=true").readOnly).toBe(true);
  expect(mount("type=tmpfs,target=/t,size=2m")).toMatchObject({ readOnly: false, sizeBytes: 2 << 20 });
  expect(mount("type=secret,id=s,env=TOKEN,required")).toMatchObject({ env: "TOKEN", required: true, readOnly: true });
  expect(mount('TYPE=ssh,"target=/a,b",required=false')).toMatchObject({ type: "ssh", target: "/a,b" });
});

test("what does not fit is refused in BuildKit's words", () => {
  expect(refusal("type=foo")).toBe('unsupported mount type "foo"');
  expect(refusal("type=cach")).toBe('unsupported mount type "cach" (did you mean cache?)');
  expect(refusal("type=cache,sharing=lock")).toBe('unsupported sharing value "lock" (did you mean locked?)');
  expect(refusal("typ=cache")).toBe("unexpected key 'typ' in 'typ=cache' (did you mean type?)");
  expect(refusal("type=cache,x")).toBe("invalid field 'x' must be a key=value pair");
  expect(refusal("type=bind,required")).toBe("unexpected key 'required' for mount type 'bind'");
  expect(refusal("type=cache,size=1")).toBe("unexpected key 'size' for mount type 'cache'");
  expect(refusal("type=tmpfs,size=x")).toBe("invalid value for size: x");
  expect(refusal("ro=x")).toBe("invalid value for ro: x");
  expect(refusal("type=cache,mode=8")).toBe("invalid value 8 for mode");
  expect(refusal("type=cache,uid=4294967296")).toBe("invalid value 4294967296 for uid");
  expect(refusal("mode=7")).toBe('mode not allowed for "bind" type mounts');
  expect(refusal("sharing=shared")).toBe("invalid cache sharing set for bind mount");
  expect(refusal("type=secret")).toBe("invalid secret mount. one of source, target required");
  expect(refusal("type=secret,id=a,src=b")).toBe("both source and id can't be set");
  expect(refusal("type=secret,id=a,from=b")).toBe("secret mount should not have a from");
  expect(refusal("type=secret,id=a,sharing=shared")).toBe("secret mount should not define sharing");
  expect(refusal(`target=$\{T:?}$\{U:?}`)).toBe(`failed to process "$\{T:?}$\{U:?}": U: is not allowed to be unset`);
});

test("before variables are known only the source is", () => {
  expect(readMountText("type=$x,from=base,bad")).toEqual({ text: "type=$x,from=base,bad", from: "base" });
  expect(() => readMountText("from=a$x")).toThrow(
    "'from' doesn't support variable expansion, define alias stage instead",
  );
});
