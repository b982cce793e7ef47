/** A command line, and what it is for. */
export interface Example {
  readonly what: string;
  readonly line: string;
}

const lines = (...pairs: readonly (readonly [what: string, line: string])[]): readonly Example[] =>
  pairs.map(([what, line]) => ({ what, line }));

/** By path, `docker container` and `docker image` left out where the command is one of `docker` itself, too. */
const examples: Readonly<Record<string, readonly Example[]>> = {
  run: lines(
    ["A shell in a new container, which goes when the shell ends", "run --rm -it debian bash"],
    ["A web server that is reached at port 8080 of this machine", "run -d --name web -p 8080:80 nginx"],
    ["In the background, once it is healthy", "run --wait=healthy --name database database"],
    ["Half a processor and 256 MiB of memory at most", "run -d --cpus 0.5 --memory 256m nginx"],
    [
      "A volume for data, and a folder of this machine to read",
      "run -d -v data:/var/lib/data -v ./conf:/etc/app:ro app",
    ],
  ),
  debug: lines(
    ["A shell beside a program whose image has none", "debug --image busybox web"],
    ["One command: what listens", "debug --image busybox web -- netstat -ltn"],
  ),
  why: lines(["Who or what ended it", "why web"]),
  exec: lines(
    ["A shell beside the container's program", "exec -it web sh"],
    ["As another user, in a folder, with a variable", "exec -u 1000 -w /tmp -e LEVEL=9 web env"],
  ),
  ps: lines(
    ["Containers that have ended with an error", "ps -a --filter status=exited --filter exited=1"],
    ["Names and states alone", "ps -a --format '{{.Names}}: {{.Status}}'"],
    ["Their ids, for another command", "ps -q --filter label=role=web"],
  ),
  build: lines(
    ["The Dockerfile of this folder", "build -t app ."],
    ["Another file and stage, with an argument", "build -f Dockerfile.dev --target test --build-arg LEVEL=9 ."],
    [
      "For two platforms, sent to a registry",
      "build --platform linux/amd64,linux/arm64 -t registry.example/app --push .",
    ],
    ["Why steps were not taken from the cache", "build --why ."],
    ["The files of the last stage into a folder", "build --output out ."],
  ),
  pull: lines(["An image of another platform", "pull --platform linux/arm64 debian:stable"]),
  push: lines(["All tags of a repository", "push --all-tags registry.example/app"]),
  images: lines(
    ["Images that no name stands for", "images --filter dangling=true"],
    ["With what each is made of", "images --tree"],
  ),
  login: lines([
    "With a password that no list of processes shows",
    "login -u jane --password-stdin registry.example < password",
  ]),
  cp: lines(
    ["A folder out of a container", "cp web:/etc/nginx ./nginx"],
    ["A file into it, with its owner", "cp -a index.html web:/usr/share/nginx/html/"],
    ["As a stream", "cp web:/var/log - | tar t"],
  ),
  logs: lines(
    ["The last lines, and all that come", "logs -f -n 20 web"],
    ["Of the last ten minutes, with times", "logs -t --since 10m web"],
    ["Of two containers as one", "logs --merge -f web database"],
  ),
  stop: lines(["With a minute to end in", "stop -t 60 web"]),
  rm: lines(
    ["Also where it runs, with its volumes without a name", "rm -fv web"],
    ["All that have ended", "container prune"],
    ["What would go, and nothing more", "rm -fv --dry-run web"],
  ),
  update: lines(["More memory while it runs", "update --memory 1g --memory-swap 1g web"]),
  commit: lines(["With another command", "commit --change 'CMD [\"serve\"]' web app:changed"]),
  save: lines(["Two images in one archive", "save -o images.tar app:1 app:2"]),
  load: lines(["From standard input", "load < images.tar"]),
  import: lines(["The files of a system", "import --change 'CMD [\"sh\"]' rootfs.tar system:1"]),
  inspect: lines(
    ["One value", "inspect -f '{{.State.Pid}}' web"],
    ["A volume of that name, not a container", "inspect --type volume data"],
  ),
  events: lines(["What has ended in the last hour", "events --since 1h --until 0s --filter event=die"]),
  stats: lines(
    ["Once, as JSON", "stats --no-stream --format json"],
    ["What takes most memory first", "stats --sort mem"],
  ),
  history: lines(["With whole commands", "history --no-trunc app"]),
  tag: lines(["A name in a registry", "tag app registry.example/app:1"]),
  wait: lines(["Until it ends; prints its exit code", "wait job"]),
  "network create": lines(
    ["With addresses of one's own", "network create --subnet 10.7.0.0/24 --gateway 10.7.0.1 rear"],
    ["Without a way out", "network create --internal rear"],
  ),
  "network connect": lines(["Under a second name", "network connect --alias db rear postgres"]),
  "volume create": lines(["In memory", "volume create -o type=tmpfs -o device=tmpfs -o o=size=64m quick"]),
  "system prune": lines(
    ["What is older than a day, also images that no container has", "system prune -a --filter until=24h"],
    ["What would go, and how much room it takes", "system prune -a --dry-run"],
  ),
  "system df": lines(["Each image, container and volume", "system df -v"]),
  "context create": lines(["An engine that is reached by SSH", "context create far --docker host=ssh://user@example"]),
  "context use": lines(["From now on", "context use far"]),
  "registry serve": lines(["What the engine has, to be read by all", "registry serve --addr :5000 --read-only"]),
  "image rollback": lines(["To what the name stood for before", "image rollback app"]),
  "buildx bake": lines(
    ["The targets of a group", "buildx bake release"],
    ["What would be built", "buildx bake --print"],
  ),
  "compose up": lines(
    ["In the background, until all are healthy", "compose up -d --wait"],
    ["With what it would do first", "compose plan && docker compose up -d"],
  ),
  "compose logs": lines(["Of two services, as they come", "compose logs -f web worker"]),
  "compose run": lines(["One command with the settings of a service", "compose run --rm web migrate"]),
  "compose rollback": lines(["As it was before the last `up`", "compose rollback"]),
  "compose diff": lines(["In what the engine differs from the files", "compose diff"]),
  completion: lines(["For this shell", "completion bash > /etc/bash_completion.d/gantry"]),
};

const names: Readonly<Record<string, string>> = { ls: "images", rm: "rmi" };

/** What a command is used for. @param path `docker` first */
export function examplesOf(path: string): readonly Example[] {
  const own = path.replace(/^docker /, "");
  const [group = "", name = ""] = own.split(" ");
  const above = group === "image" ? (names[name] ?? name) : name === "ls" ? "ps" : name;
  return examples[own] ?? (group === "container" || group === "image" ? examples[above] : undefined) ?? [];
}
