// Puma alone and with Rails: the sentence of a server without an application's answer, and the pages that Rails brings.
import fs from "node:fs";
import path from "node:path";
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const PUMA = "https://puma.io/";
const RAILS = "https://guides.rubyonrails.org/v6.1/action_controller_overview.html#rescue";

export async function record(lab) {
  await puma(lab);
  await rails(lab);
}

async function start(lab, name, config, environment, more = []) {
  const folder = lab.place(`ruby-${name}`);
  const port = await freePort();
  write(folder, "config.ru", config);
  const server = new Server(
    ["puma", "--bind", `tcp://127.0.0.1:${port}`, "--threads", "1:2", "--environment", environment, ...more, "config.ru"],
    { cwd: folder, env: { RAILS_ENV: environment, RACK_ENV: environment }, output: `${folder}/output` },
  );
  await server.listens(port, 40000);
  const logs = { access: `${folder}/output`, error: `${folder}/output` };
  const shoot = shooter(port, logs);
  return {
    shoot,
    get: (target, { request: how, ...more2 } = {}) => shoot(request(target, how), { ms: 15000, ...more2 }),
    end: () => server.end(),
  };
}

async function puma(lab) {
  const version = (await run(["puma", "--version"])).all.match(/([\d.]{3,})/)?.[1];
  const keep = (name, about, own, wants) =>
    lab.samples.keep(
      `puma-${name}`,
      { product: "puma", hop: "origin", source: PUMA, ...about, made: `Puma ${version}, ${about.made}` },
      own,
      wants,
    );
  const config =
    'run ->(env) { env["PATH_INFO"] == "/boom" ? raise("no such order") : [200, { "Content-Type" => "text/html" }, ["fine"]] }\n';
  for (const environment of ["production", "development"]) {
    const own = await start(lab, `puma-${environment}`, config, environment);
    const live = environment === "production";
    keep(
      live ? "exception" : "debug-exception",
      { code: 500, cause: "app-exception", made: `an exception that nobody catches, ${environment}`, told: live ? ["error"] : "all" },
      await own.get("/boom", { error: /Error|config\.ru/ }),
      live ? ["html", "headers", "error"] : ["html"],
    );
    if (live) {
      keep(
        "bad-line",
        { code: 400, cause: "bad-request", made: "a request line that is none", told: ["error"] },
        await own.shoot("hello\r\n\r\n", { error: /parse|Invalid|HTTP/ }),
        ["error"],
      );
      keep(
        "big-cookie",
        { code: 400, cause: "request-headers-too-big", made: "a cookie of 90 kB", told: "all" },
        await own
          .get("/", { request: { headers: { Cookie: `a=${"b".repeat(90000)}` } }, error: /parse|HTTP/ })
          .then((shot) => ({ ...shot, status: 0 })),
        ["error"],
      );
    }
    await own.end();
  }
}

// The pages that every new application of Rails has in public/, as railties keeps them.
async function rails(lab) {
  const version = (
    await run(["ruby", "-e", 'require "logger"; require "rails"; print Rails::VERSION::STRING'], { ms: 20000 })
  ).stdout.trim();
  const folder = lab.place("ruby-rails");
  const found = await run([
    "find",
    "/usr/share/rubygems-integration",
    "/usr/lib/ruby",
    "/var/lib/gems",
    "-path",
    "*app/templates/public/*.html",
  ]);
  fs.mkdirSync(`${folder}/public`);
  for (const file of found.stdout.split("\n").filter(Boolean)) fs.copyFileSync(file, `${folder}/public/${path.basename(file)}`);
  const own = await start(
    lab,
    "rails",
    `require "logger"
require "action_controller/railtie"

class Site < Rails::Application
  config.root = __dir__
  config.eager_load = false
  config.secret_key_base = "none"
  config.logger = Logger.new($stdout)
  config.log_level = :info
  config.consider_all_requests_local = false
end

class OrdersController < ActionController::Base
  protect_from_forgery with: :exception
  def show = raise(KeyError, "order #{params[:id]} is unknown")
  def create = head(:created)
  def needs = params.require(:order)
end

Site.initialize!
Site.routes.draw do
  get "/orders/:id", to: "orders#show"
  post "/orders", to: "orders#create"
  get "/needs", to: "orders#needs"
end

run Site
`,
    "production",
  );
  const keep = (name, about, shot, wants) =>
    lab.samples.keep(
      `rails-${name}`,
      { product: "rails", hop: "origin", source: RAILS, ...about, made: `Rails ${version}, ${about.made}` },
      shot,
      wants,
    );
  const trace = { error: /./ };
  keep(
    "exception",
    { code: 500, cause: "app-exception", made: "a KeyError in a controller", told: ["error"] },
    await own.get("/orders/42", trace),
    ["headers", "page", "error"],
  );
  keep("missing", { code: 404, cause: "not-found", made: "no such route" }, await own.get("/old", trace), ["html", "page", "error"]);
  keep(
    "token",
    { code: 422, cause: "denied", made: "a form without its token", told: ["error"] },
    await own.get("/orders", { ...trace, request: { method: "POST", body: "a=1" } }),
    ["html", "page", "error"],
  );
  keep(
    "parameter",
    { code: 400, cause: "bad-request", made: "a parameter that is missing", told: ["error"] },
    await own.get("/needs", trace).then((shot) => ({ ...shot, status: 0 })),
    ["error"],
  );
  await own.end();
}
