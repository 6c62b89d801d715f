// Tomcat: its report of an error with the stack of Java, and its access log. Run from its jars, without a service.
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const HOME = "/usr/share/tomcat10";
const DOCS = "https://tomcat.apache.org/tomcat-10.1-doc/config/";

export async function record(lab) {
  const { samples } = lab;
  const folder = lab.place("tomcat");
  const port = await freePort();
  write(
    folder,
    "conf/server.xml",
    `<Server port="-1">
  <Service name="Catalina">
    <Connector port="${port}" address="127.0.0.1" protocol="HTTP/1.1" connectionTimeout="1000"
      maxPostSize="1024" maxHttpRequestHeaderSize="8192" />
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps" unpackWARs="false" autoDeploy="false">
        <Valve className="org.apache.catalina.valves.AccessLogValve" directory="logs" prefix="access" suffix=".log" rotatable="false"
          buffered="false" pattern="%h %l %u %t &quot;%r&quot; %s %b" />
      </Host>
    </Engine>
  </Service>
</Server>
`,
  );
  write(
    folder,
    "conf/web.xml",
    `<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <servlet><servlet-name>default</servlet-name><servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class></servlet>
  <servlet><servlet-name>jsp</servlet-name><servlet-class>org.apache.jasper.servlet.JspServlet</servlet-class></servlet>
  <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
  <servlet-mapping><servlet-name>jsp</servlet-name><url-pattern>*.jsp</url-pattern></servlet-mapping>
</web-app>
`,
  );
  write(folder, "webapps/ROOT/hello.html", "<!doctype html><title>Shop</title>\n");
  write(folder, "webapps/ROOT/orders.jsp", '<%\n  String order = request.getParameter("id");\n  out.print(order.trim());\n%>\n');
  write(
    folder,
    "webapps/ROOT/full.jsp",
    '<% if (true) throw new java.sql.SQLException("Connection is not available, request timed out after 30000ms."); %>\n',
  );
  // Without a character set of its own a page turns Tomcat's dash into a question mark.
  for (const [name, code, text] of [
    ["denied", 403, "Not for you"],
    ["down", 503, "Closed for stocktaking"],
  ]) {
    write(folder, `webapps/ROOT/${name}.jsp`, `<% response.sendError(${code}, "${text}"); %>\n`);
  }
  write(
    folder,
    "webapps/ROOT/WEB-INF/web.xml",
    `<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <security-constraint>
    <web-resource-collection><web-resource-name>staff</web-resource-name><url-pattern>/staff/*</url-pattern></web-resource-collection>
    <auth-constraint><role-name>staff</role-name></auth-constraint>
  </security-constraint>
  <login-config><auth-method>BASIC</auth-method><realm-name>Staff</realm-name></login-config>
  <security-role><role-name>staff</role-name></security-role>
</web-app>
`,
  );
  for (const name of ["logs", "temp", "work"]) write(folder, `${name}/.keep`, "");
  const server = new Server(
    [
      "java",
      "-Xmx128m",
      "-XX:TieredStopAtLevel=1",
      `-Dcatalina.home=${HOME}`,
      `-Dcatalina.base=${folder}`,
      `-Djava.io.tmpdir=${folder}/temp`,
      "-cp",
      `${HOME}/bin/bootstrap.jar:${HOME}/bin/tomcat-juli.jar`,
      "org.apache.catalina.startup.Bootstrap",
      "start",
    ],
    { cwd: folder, output: `${folder}/output` },
  );
  await server.listens(port, 40000);
  const logs = { access: `${folder}/logs/access.log`, error: `${folder}/output` };
  const version = (
    await run([
      "java",
      "-cp",
      `${HOME}/lib/catalina.jar:${HOME}/bin/tomcat-juli.jar:${HOME}/lib/tomcat-util.jar`,
      "org.apache.catalina.util.ServerInfo",
    ])
  ).all.match(/Tomcat\/([\d.]+)/)?.[1];
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) =>
    shoot(request(target, { host: "localhost", ...how }), { ms: 20000, access: true, ...more });
  const keep = (name, about, own, wants) =>
    samples.keep(
      `tomcat-${name}`,
      {
        product: "tomcat",
        hop: "origin",
        source: `${DOCS}valve.html#Error_Report_Valve`,
        ...about,
        made: `Tomcat ${version}, ${about.made}`,
      },
      own,
      wants.map((want) =>
        want === "access"
          ? [want, { product: "", hop: "", or: ["tomcat", "nginx", "apache"], source: `${DOCS}valve.html#Access_Logging` }]
          : want,
      ),
    );
  keep(
    "exception",
    { code: 500, cause: "app-exception", made: "a NullPointerException in a page", told: ["headers", "page", "error"] },
    await get("/orders.jsp", { error: /SEVERE|Exception|^\tat |^\s+\d+:/ }),
    ["html", "page", "access", "error"],
  );
  keep(
    "sql",
    { code: 500, cause: "app-exception", made: "an SQLException in a page", told: ["html", "page", "error"] },
    await get("/full.jsp", { error: /SEVERE|Exception/ }),
    ["page", "error"],
  );
  keep("missing", { code: 404, cause: "not-found", made: "no such file" }, await get("/old/catalog.html"), [
    "html",
    "headers",
    "page",
    "access",
  ]);
  keep("denied", { code: 403, made: "sendError(403) with a text", cause: "denied", told: [] }, await get("/denied.jsp"), ["page"]);
  keep("down", { code: 503, made: "sendError(503) with a text" }, await get("/down.jsp"), ["html", "page"]);
  keep("private", { code: 401, cause: "auth-missing", made: "BASIC, no password", told: [] }, await get("/staff/x"), ["html", "headers"]);
  keep("method", { code: 405, cause: "method", made: "DELETE on a file" }, await get("/hello.html", { request: { method: "DELETE" } }), [
    "html",
    "page",
  ]);
  keep(
    "bad-target",
    { code: 400, cause: "bad-request", made: "characters that RFC 7230 forbids", told: ["html", "page"] },
    await get("/search?q={shoes}|[red]", { error: /INFO|Exception|^\tat / }),
    ["html", "page", "error"],
  );
  keep(
    "big-cookie",
    { code: 400, cause: "request-headers-too-big", made: "a cookie of 9000 characters", told: ["html", "page", "error"] },
    await get("/", { request: { headers: { Cookie: `a=${"b".repeat(9000)}` } }, error: /INFO|Exception|^\tat / }),
    ["page"],
  );
  keep("version", { code: 505, made: "GET / HTTP/3.0" }, await get("/", { request: { version: "3.0" } }), ["html"]);
  keep("fine", { code: 200, success: true, made: "a page that is there" }, await get("/hello.html"), ["access"]);
  await server.end();
}
