// Go's net/http as a server and httputil.ReverseProxy as a gateway. One small program, built once; clients.mjs uses its other half.
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const PROGRAM = `package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"time"
)

// fetch is the client: it says what log.Fatal would.
func fetch(address string) {
	client := &http.Client{Timeout: time.Second}
	answer, err := client.Get(address)
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		log.Fatal(err)
	}
	if answer.StatusCode >= 400 {
		log.Fatalf("unexpected status: %s: %s", answer.Status, body)
	}
}

func main() {
	if os.Args[1] == "fetch" {
		fetch(os.Args[2])
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/boom", func(w http.ResponseWriter, r *http.Request) {
		var orders map[string]*http.Request
		fmt.Fprint(w, orders["42"].Method)
	})
	mux.HandleFunc("/fail", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "dial tcp 127.0.0.1:5432: connect: connection refused", http.StatusInternalServerError)
	})
	mux.Handle("/slow", http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	}), 300*time.Millisecond, ""))
	mux.HandleFunc("/upload", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 1024)
		if _, err := io.ReadAll(r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		}
	})
	transport := &http.Transport{
		ResponseHeaderTimeout: time.Second,
		TLSClientConfig:       &tls.Config{},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return (&net.Dialer{Timeout: 500 * time.Millisecond}).DialContext(ctx, network, address)
		},
		MaxResponseHeaderBytes: 32768,
	}
	for i := 4; i+1 < len(os.Args); i += 2 {
		to, err := url.Parse(os.Args[i+1])
		if err != nil {
			log.Fatal(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(to)
		proxy.Transport = transport
		mux.Handle("/"+os.Args[i], proxy)
	}
	go func() {
		log.Fatal(http.ListenAndServeTLS("127.0.0.1:"+os.Args[3], os.Getenv("CERT"), os.Getenv("KEY"), mux))
	}()
	server := &http.Server{Addr: "127.0.0.1:" + os.Args[2], Handler: mux, MaxHeaderBytes: 4096, ReadHeaderTimeout: time.Second}
	log.Fatal(server.ListenAndServe())
}
`;

// The built program; the cache of its build stays in .tools.
let built;
export function buildGo(lab) {
  built ??= build(lab);
  return built;
}

async function build(lab) {
  const folder = lab.place("go");
  write(folder, "main.go", PROGRAM);
  write(folder, "go.mod", "module shop\n\ngo 1.19\n");
  const env = { GOCACHE: `${lab.tools}/go-cache`, GOFLAGS: "-mod=mod", GOPROXY: "off", CGO_ENABLED: "0" };
  const { code, all } = await run(["go", "build", "-trimpath", "-o", "shop", "."], { cwd: folder, env, ms: 240000 });
  if (code) throw new Error(`go build: ${all}`);
  return `${folder}/shop`;
}

export async function record(lab) {
  const { up, certificates, samples } = lab;
  const program = await buildGo(lab);
  const folder = lab.place("go");
  const [port, tls] = [await freePort(), await freePort()];
  const to = (where) => `http://127.0.0.1:${where}`;
  const routes = {
    down: to(up.down),
    empty: to(up.empty),
    reset: to(up.reset),
    half: to(up.half),
    garbage: to(up.garbage),
    stalled: to(up.slow),
    fat: to(up.fat),
    stuck: to(lab.stuck),
    name: "http://orders-api.invalid",
    plain: `https://127.0.0.1:${up.fine}`,
    untrusted: `https://127.0.0.1:${up.tls}`,
  };
  const server = new Server([program, "serve", String(port), String(tls), ...Object.entries(routes).flat()], {
    cwd: folder,
    env: { CERT: certificates.cert, KEY: certificates.key },
    output: `${folder}/output`,
  });
  await server.listens(port);
  const version = (await run(["go", "version"])).stdout.split(" ")[2]?.replace("go", "");
  const logs = { error: `${folder}/output` };
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) => shoot(request(target, how), { error: /\d{2}:\d{2}:\d{2}/, ...more });
  const keep = (name, about, own, wants) =>
    samples.keep(
      `go-${name}`,
      { product: "go", hop: "origin", source: "https://pkg.go.dev/net/http", ...about, made: `Go ${version}, ${about.made}` },
      own,
      wants,
    );
  const proxy = (name, cause, what, wants = ["error"]) =>
    get(`/${name}`).then((own) =>
      keep(
        `proxy-${name}`,
        {
          code: 502,
          cause,
          made: `httputil.ReverseProxy, ${what}`,
          hop: "edge",
          source: "https://pkg.go.dev/net/http/httputil#ReverseProxy",
        },
        own,
        wants,
      ),
    );
  await proxy("down", "connection-refused", "nothing listens on the target's port", [["headers", { product: "", hop: "" }], "error"]);
  await proxy("empty", "closed-early", "the target closes without an answer");
  await proxy("reset", "reset", "the target resets the connection");
  await proxy("garbage", "bad-answer", "the target speaks SSH");
  await proxy("stalled", "read-timeout", "the target never answers");
  await proxy("fat", "headers-too-big", "headers of 150 kB from the target");
  await proxy("stuck", "connect-timeout", "the target's queue of connections is full");
  await proxy("name", "name-not-found", "the target's name does not exist");
  await proxy("plain", "tls-to-origin", "TLS to a port without it");
  await proxy("untrusted", "certificate-untrusted", "the target's certificate is signed by nobody known");
  // What Go writes by itself, whoever uses it.
  const bare = { product: "", hop: "", or: ["go", "caddy", "traefik"] };
  keep("panic", { cause: "app-exception", made: "a handler that panics", told: "all" }, await get("/boom", { error: /./ }), ["error"]);
  keep(
    "fail",
    {
      code: 500,
      cause: "connection-refused",
      made: "http.Error with the text of an error, which its code met at its database",
      told: "all",
      product: "",
    },
    await get("/fail", { error: undefined }),
    ["headers"],
  );
  keep(
    "slow",
    { code: 503, cause: "worker-timeout", made: "http.TimeoutHandler", told: ["html"] },
    await get("/slow", { error: undefined }),
    ["html"],
  );
  keep("missing", { ...bare, code: 404, cause: "not-found", made: "no such route" }, await get("/old", { error: undefined }), [
    "headers",
    "page",
  ]);
  keep(
    "big-body",
    { code: 413, cause: "body-too-large", made: "more than MaxBytesReader allows" },
    await get("/upload", { error: undefined, request: { method: "POST", body: "x".repeat(3000) } }),
    ["headers"],
  );
  keep(
    "big-cookie",
    { ...bare, code: 431, cause: "request-headers-too-big", made: "a cookie of 40 kB" },
    await get("/", { error: undefined, request: { headers: { Cookie: `a=${"b".repeat(40000)}` } } }),
    ["headers"],
  );
  keep(
    "no-host",
    { ...bare, code: 400, cause: "bad-request", made: "HTTP/1.1 without a Host", told: "all" },
    await get("/", { error: undefined, request: { headers: { Host: null } } }),
    ["page"],
  );
  keep(
    "plain-on-tls",
    { ...bare, code: 400, cause: "plain-http-on-tls", made: "HTTP to the port of HTTPS", told: "all" },
    await get("/", { port: tls, error: undefined }),
    ["page"],
  );
  await server.end();
}
