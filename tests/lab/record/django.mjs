// Django with its development server, with and without DEBUG: short pages, long ones, and lines of three loggers.
import { freePort, write } from "./kit.mjs";
import { TRACE, program, start, versionOf } from "./pythons.mjs";

const DJANGO_SETTINGS = `SECRET_KEY = "none"
TIME_ZONE = "UTC"
DEBUG = __import__("os").environ.get("DEBUG") == "1"
ALLOWED_HOSTS = ["shop.example"]
ROOT_URLCONF = "urls"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024
`;

const DJANGO_URLS = `from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

def order(request, number):
    raise KeyError(f"order {number}")

def database(request):
    raise OperationalError("connection to server at \\"127.0.0.1\\", port 5432 failed: Connection refused")

def staff(request):
    raise PermissionDenied

@csrf_exempt
@require_GET
def only_get(request):
    return HttpResponse("fine")

def form(request):
    return HttpResponse(request.POST.get("email", ""))

urlpatterns = [
    path("orders/<int:number>/", order), path("database/", database), path("staff/", staff), path("get/", only_get), path("form/", form)
]
`;

const DJANGO = "https://docs.djangoproject.com/en/5.2/ref/views/";

export async function record(lab) {
  const django = await versionOf(lab, "django");
  const keep = (name, about, shot, wants) =>
    lab.samples.keep(
      `django-${name}`,
      { product: "django", hop: "origin", source: DJANGO, ...about, made: `Django ${django}, ${about.made}` },
      shot,
      wants,
    );
  for (const debug of ["0", "1"]) {
    const port = await freePort();
    const folder = lab.place(`python-django${debug}`);
    write(folder, "settings.py", DJANGO_SETTINGS);
    write(folder, "urls.py", DJANGO_URLS);
    const own = await start(
      lab,
      `django${debug}`,
      [program(lab, "python"), "-m", "django", "runserver", "--settings", "settings", "--noreload", "--skip-checks", `127.0.0.1:${port}`],
      port,
      // The long page shows the variables.
      { DEBUG: debug, PYTHONPATH: folder, PATH: "/usr/bin:/bin", HOME: "/home/jo" },
    );
    if (debug === "1") {
      keep(
        "debug-exception",
        { code: 500, cause: "app-exception", made: "a KeyError in a view, DEBUG = True", told: "all" },
        await own.get("/orders/42/", { error: TRACE }),
        ["page", "error"],
      );
      keep(
        "debug-database",
        { code: 500, cause: "connection-refused", made: "an OperationalError in a view, DEBUG = True", told: "all" },
        await own.get("/database/", { error: TRACE }),
        ["error"],
      );
      keep(
        "debug-csrf",
        { code: 403, cause: "denied", made: "a form without a CSRF token, DEBUG = True", told: "all" },
        await own.get("/form/", { request: { method: "POST", body: "a=1" }, error: /CSRF/ }),
        ["error"],
      );
      keep("debug-missing", { code: 404, cause: "not-found", made: "no such route, DEBUG = True" }, await own.get("/old/"), ["page"]);
      keep(
        "debug-host",
        { code: 400, cause: "bad-request", made: "a host that is not in ALLOWED_HOSTS, DEBUG = True", told: "all" },
        await own.get("/", { request: { host: "other.example" }, error: TRACE }),
        ["page", "error"],
      );
    } else {
      const line = { error: /" \d{3} / };
      const access = ["error", { kind: "access-log" }];
      keep("exception", { code: 500, cause: "app-exception", made: "a KeyError in a view" }, await own.get("/orders/42/"), [
        "html",
        "headers",
        "page",
      ]);
      keep("missing", { code: 404, cause: "not-found", made: "no such route" }, await own.get("/old/", line), ["html", "page", access]);
      keep("staff", { code: 403, made: "PermissionDenied", cause: "denied", told: [] }, await own.get("/staff/", line), ["html", access]);
      keep(
        "csrf",
        { code: 403, cause: "denied", made: "a form without a CSRF token", told: "all" },
        await own.get("/form/", { request: { method: "POST", body: "a=1" } }),
        ["html", "page"],
      );
      keep(
        "method",
        { code: 405, cause: "method", made: "POST where require_GET" },
        await own.get("/get/", { request: { method: "PUT" }, error: /./ }),
        [access],
      );
      keep(
        "host",
        { code: 400, cause: "bad-request", made: "a host that is not in ALLOWED_HOSTS", told: ["error"] },
        await own.get("/", { request: { host: "other.example" }, error: TRACE }),
        ["html", "headers"],
      );
    }
    await own.end();
  }
}
