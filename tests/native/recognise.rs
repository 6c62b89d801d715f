//! The recognizer: what it must read, what it must leave alone, and what holds for any text.

use isitme::core::{
    diagnose::{judge, parse},
    finding::{Confidence, Input, Kind},
    ops,
    path::Hop,
    recognise::{LIMIT, read, shown},
};
use proptest::prelude::*;

#[track_caller]
fn code(text: &str, wanted: u16) {
    let found = read(text).finding;
    assert_eq!(found.code, Some(wanted), "{text:?} reads as {found:?}");
}

#[track_caller]
fn error(text: &str, wanted: &str) {
    let found = read(text).finding;
    assert_eq!(found.error.as_ref().map(|own| own.0), Some(wanted), "{text:?} reads as {found:?}");
}

#[test]
fn pasted_pages() {
    code(
        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.26.2</center></body></html>",
        502,
    );
    code("502 Bad Gateway\n\nnginx/1.18.0 (Ubuntu)", 502);
    code("HTTP/1.1 504 Gateway Time-out\r\nServer: nginx\r\nContent-Length: 160\r\n", 504);
    code("503 Service Temporarily Unavailable nginx", 503);
    code(
        "example.com | 522: Connection timed out\nWhat happened?\nThe initial connection between Cloudflare's network and the origin web server timed out.",
        522,
    );
    code("I keep getting error 403 when I open my orders", 403);
    code("requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: https://api.example.com/v1", 429);
    code("could not contact entitlement service, status code 502", 502);
    code("This page isn’t working\nexample.com is currently unable to handle this request.\nHTTP ERROR 500", 500);
}

/// A company's proxy that refuses is not the site that does.
#[test]
fn who_refuses_decides_whose_rule_it_is() {
    let fault = |text: &str| read(text).finding.cause.map(|own| own.fault);
    let denied = "ERROR\nThe requested URL could not be retrieved\n\nThe following error was encountered while trying to retrieve the URL: http://www.example.com/\n\nAccess Denied.\n\nAccess control configuration prevents your request from being allowed at this time.";
    assert_eq!(fault(denied), Some("company-filter"));
    assert_eq!(
        fault("HTTP/1.1 403 Forbidden\r\nServer: cloudflare\r\nCF-RAY: 8f1a2b3c4d5e6f70-FRA\r\n\r\nerror code: 1020"),
        Some("edge-refuses-visitor")
    );
}

/// Anyone can copy a page: below a header that only another sends, who made the answer itself, it names nobody. Where the header only says that the answer
/// came through, the page is its writer's.
#[test]
fn a_header_outranks_a_page() {
    let pages = [
        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.26.2</center></body></html>",
        "<html><body><h1>502 Bad Gateway</h1>The server returned an invalid or incomplete response.</body></html>",
        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\"><html><head><title>502 Proxy Error</title></head><body><h1>Proxy Error</h1><p>The proxy server received an invalid response from an upstream server.</p><hr><address>Apache/2.4.57 (Debian) Server at www.example.com Port 443</address></body></html>",
    ];
    for (header, product) in [("awselb/2.0", "aws-alb"), ("AkamaiGHost", "akamai"), ("CloudFront", "cloudfront"), ("Varnish", "varnish")] {
        for page in pages {
            let found = read(&format!("HTTP/1.1 502 Bad Gateway\r\nServer: {header}\r\nContent-Type: text/html\r\n\r\n{page}")).finding;
            assert_eq!((found.code, found.product.map(|own| own.0)), (Some(502), Some(product)), "{header}: {page}");
        }
    }
    let through = format!("HTTP/1.1 502 Bad Gateway\r\nServer: cloudflare\r\nCF-RAY: 8f1a2b3c4d5e6f70-FRA\r\n\r\n{}", pages[0]);
    assert_eq!(read(&through).finding.product.map(|own| own.0), Some("nginx"));
}

/// Firefox's own page has one title for every error; what it is stands below.
#[test]
fn firefox_has_its_heading_on_the_page() {
    error(
        "Problem loading page\nServer Not Found\n\nFirefox can’t connect to the server at www.example.com.\n\nWhat can you do about it?\nTry again later.",
        "dns-not-found",
    );
    error("Page blocked\nuBlock Origin has prevented the following page from loading:\nhttps://www.example.com/", "blocked-by-client");
}

/// The browser measured it: then it is the device, and not the site's certificate.
#[test]
fn a_wrong_clock_is_the_device() {
    for text in [
        "Your clock is behind\nA private connection to www.example.com can't be established because your computer's date and time (Monday, January 1, 2018 at 2:15:02 PM) are incorrect.\nNET::ERR_CERT_DATE_INVALID",
        "Your clock is ahead",
        "<h1>Your clock is ahead</h1><div>NET::ERR_CERT_DATE_INVALID</div>",
        "Your computer clock is wrong",
        "Your computer’s clock is wrong\nFirefox did not connect to example.com because your computer clock appears to show the wrong time. SEC_ERROR_EXPIRED_CERTIFICATE",
    ] {
        error(text, "certificate-date-invalid");
        let found = read(text).finding;
        assert_eq!(found.cause.map(|own| own.fault), Some("clock-wrong"), "{text:?} reads as {found:?}");
        let shown = shown(text);
        let case = shown.split(ops::NEXT).find_map(|step| step.strip_prefix(ops::CASE)).expect("a case");
        assert_eq!(judge(&parse(case).expect("one that can be read")).top, Hop::Device, "{text}");
    }
    let found =
        read("Your connection is not private\nNET::ERR_CERT_DATE_INVALID\nCheck that your computer's date and time are correct.").finding;
    assert_eq!(found.cause.map(|own| own.id), Some("certificate-untrusted"), "{found:?}");
    assert_eq!(read("The clock of my oven is behind").finding.kind, Kind::Nothing);
}

/// A verb, a number and things: whatever announces the number, it counts them.
#[test]
fn numbers_that_count_stay_unread() {
    for text in [
        "it shows 500 Euro",
        "our shop got 500 orders today",
        "the site gets 500 visitors a day",
        "the API returned 404 items",
        "webhook got 500 events",
        "Die Seite zeigt 404 Ergebnisse",
        "le site affiche 500 produits",
        "Total errors: 502",
        "Errors: 404, skipped: 503",
        "500 errors found",
        "ESLint: 404 errors, 12 warnings",
        "status: 500 km",
        "Status: 404 open, 12 closed",
        "error 500 kg",
        "http 500 mile race",
    ] {
        assert_eq!(read(text).finding.kind, Kind::Nothing, "{text} reads as {:?}", read(text).finding);
    }
    for (text, wanted) in [
        ("the API returned 502 as always", 502),
        ("it shows 500 sometimes", 500),
        ("we get a lot of 502 errors", 502),
        ("the site gets 503 across all pages", 503),
        ("status: 500 Internal Server Error", 500),
        ("it shows 403 Access denied", 403),
    ] {
        code(text, wanted);
    }
}

/// The same words or numbers, somebody else's.
#[test]
fn who_wrote_it_decides_what_it_means() {
    const GOOGLE: &str =
        "<title>404 Page not found</title>\n<h1>Error: Page not found</h1>\n<h2>The requested URL was not found on this server.</h2>";
    const APACHE: &str = "<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>";
    for (text, product, wanted, cause) in [
        (GOOGLE, "gcp-run", 404, "not-found"),
        (APACHE, "apache", 404, "not-found"),
        ("{\"error\":{\"code\":499,\"message\":\"Token Required\",\"details\":[]}}", "esri", 499, "auth-missing"),
        (
            "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"error\":{\"code\":498,\"message\":\"Invalid token.\",\"details\":[]}}",
            "esri",
            498,
            "auth-failed",
        ),
        ("10.0.0.1 - - [26/Nov/2026:02:10:11 +0000] \"GET / HTTP/1.1\" 499 0 \"-\" \"curl/8\"", "", 499, "client-left"),
    ] {
        let found = read(text).finding;
        let told = (found.kind, found.code, found.cause.map(|own| own.id));
        assert_eq!(told, (Kind::Error, Some(wanted), Some(cause)), "{text:?} reads as {found:?}");
        assert!(product.is_empty() || found.product.map(|own| own.0) == Some(product), "{text:?} reads as {found:?}");
    }
}

/// Source, settings and tests name statuses that nobody was answered with.
#[test]
fn what_a_program_says_of_itself_is_never_certain() {
    for text in [
        "ErrorDocument 500 \"Internal Server Error\"",
        "describe('should respond with 403 Forbidden')",
        "# Returns 404 Not Found if the item does not exist.",
        "SIP/2.0 404 Not Found\nVia: SIP/2.0/UDP 10.0.0.1:5060",
        "return new Response(\"Not Found\", { status: 404 });",
        "raise HTTPException(status_code=404, detail=\"Item not found\")",
        "http.Error(w, \"bad gateway\", http.StatusBadGateway)",
        "const messages = { 502: \"Bad gateway\", 503: \"Service unavailable\" };",
        "retry on ECONNREFUSED, ETIMEDOUT and ENOTFOUND only",
        "catch (SocketTimeoutException e) { log.warn(\"Read timed out\", e); }",
    ] {
        let found = read(text).finding;
        assert!(found.kind == Kind::Nothing || found.confidence == Confidence::Possible, "{text:?} reads as {found:?}");
    }
    // What was answered stands in a line of its own.
    for text in [
        "    throw new Error('Request failed with status code 502');\n    ^\nError: Request failed with status code 502",
        "# Returns 404 Not Found if there is none.\nHTTP/1.1 502 Bad Gateway\n",
    ] {
        let found = read(text).finding;
        assert!(found.code == Some(502) && found.confidence > Confidence::Possible, "{text:?} reads as {found:?}");
    }
    let found = read("{\"status\":200,\"message\":\"OK\",\"data\":{\"id\":404,\"title\":\"502 Bad Gateway explained\"}}").finding;
    assert_eq!((found.kind, found.code), (Kind::Success, Some(200)), "{found:?}");
    code("{\"status\":502,\"message\":\"200 OK was expected\"}", 502);
}

#[test]
fn browser_errors() {
    error("This site can’t be reached\nexample.com refused to connect.\nERR_CONNECTION_REFUSED", "connection-refused");
    error("Check if there is a typo in exampel.com.\nDNS_PROBE_FINISHED_NXDOMAIN", "dns-not-found");
    error("ERR_CERT_DATE_INVALID", "certificate-date-invalid");
    error("curl: (7) Failed to connect to example.com port 443: Connection refused", "connection-refused");
    error("The connection has timed out. The server at example.com is taking too long to respond.", "connection-timed-out");
    error("curl: (6) Could not resolve host: exampel.com", "dns-not-found");
}

/// The name in the text where the catalog has it, else the catalog's own; and never a product without a name.
#[test]
fn errors_have_names_that_are_known() {
    for (text, wanted) in [
        ("ERR_HTTP2_PROTOCOL_ERROR", "ERR_HTTP2_PROTOCOL_ERROR"),
        ("GET https://example.com/x net::ERR_HTTP2_PING_FAILED", "ERR_HTTP2_PING_FAILED"),
        ("net::ERR_CONNECTION_REFUSED", "ERR_CONNECTION_REFUSED"),
        ("NET::ERR_CERT_AUTHORITY_INVALID", "ERR_CERT_AUTHORITY_INVALID"),
        ("ERR_TOO_MANY_RETRIES", "ERR_TOO_MANY_RETRIES"),
        (";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 4711", "DNS_PROBE_FINISHED_NXDOMAIN"),
        ("ConnectTimeoutError: Connect Timeout Error code: 'UND_ERR_CONNECT_TIMEOUT'", "ERR_CONNECTION_TIMED_OUT"),
    ] {
        let found = read(text).finding;
        assert_eq!(found.error.as_ref().map(|own| own.1.as_str()), Some(wanted), "{text:?} reads as {found:?}");
        assert_eq!(found.platform, None, "{text}");
    }
}

/// Scripts, styles and comments carry the words of all errors; what a product signs with counts there as well.
#[test]
fn what_a_page_does_not_show_says_nothing() {
    for hidden in [
        "<script>var m={\"500\":\"Internal Server Error\",\"503\":\"Service Unavailable\"}</script>",
        "<script>if(x.status===401){show(\"401 Unauthorized\")}</script>",
        "<SCRIPT type=\"text/javascript\">window.__errors={404:\"Not Found\"}</SCRIPT>",
        "<!-- 502 Bad Gateway handler -->",
        "<style>.e:before{content:\"404 Not Found\"}</style>",
    ] {
        let page = |title: &str, body: &str| format!("<html><head><title>{title}</title>{hidden}</head><body>{body}</body></html>");
        let found = read(&page("Shop", "<h1>Shoes</h1><p>Over 500 kinds</p>")).finding;
        assert_eq!(found.kind, Kind::Nothing, "{hidden} reads as {found:?}");
        code(&page("403 Forbidden", "<h1>403 Forbidden</h1>"), 403);
        code(&page("Oops", "<h1>HTTP ERROR 503</h1>"), 503);
    }
    code("<title>Page not found – Acme</title><script>e={\"500\":\"Internal Server Error\"}</script><h1>404</h1><p>Sorry.</p>", 404);
    code("my page says <script> is blocked: 403 Forbidden", 403);
    code("<html><script>cut off\n<h1>502 Bad Gateway</h1>", 502);
    let next =
        "<body><script id=\"__NEXT_DATA__\" type=\"application/json\">{\"props\":{\"pageProps\":{\"statusCode\":404}}}</script></body>";
    assert_eq!(read(next).finding.product.map(|own| own.0), Some("nextjs"));
}

/// Pages without a number that say who wrote them.
#[test]
fn stock_pages_are_known() {
    const NGINX: &str = "An error occurred.\n\nSorry, the page you are looking for is currently unavailable.\nPlease try again later.\n\n\
        If you are the system administrator of this resource then you should check the error log for details.\n\nFaithfully yours, nginx.";
    for (text, product, wanted, sure) in [
        (NGINX, "nginx", 502, Confidence::Possible),
        ("<h1>An error occurred.</h1><p><em>Faithfully yours, nginx.</em></p>", "nginx", 502, Confidence::Possible),
        (&["503 Service Temporarily Unavailable\n", NGINX].concat(), "nginx", 503, Confidence::Certain),
        (&["HTTP/1.1 504 Gateway Time-out\nServer: nginx\n\n", NGINX].concat(), "nginx", 504, Confidence::Certain),
        ("The service is unavailable.", "iis", 503, Confidence::Likely),
        ("No input file specified.", "php-fpm", 404, Confidence::Likely),
        ("Blocked request. This host (\"app.example.com\") is not allowed.", "", 403, Confidence::Likely),
        ("Invalid Host header", "", 403, Confidence::Possible),
        ("Error occured while trying to proxy to: localhost:3000/api", "http-proxy-middleware", 504, Confidence::Likely), // typos:ignore
    ] {
        let found = read(text).finding;
        assert_eq!(
            (found.product.map_or("", |own| own.0), found.code, found.confidence),
            (product, Some(wanted), sure),
            "{text:?} reads as {found:?}"
        );
    }
    let others: Vec<_> = read(NGINX).finding.others.iter().filter_map(|own| own.code).collect();
    assert_eq!(others, [504, 503, 500], "all that the page is sent for");
    for text in ["Thank you for using nginx.", "I fear that the service is unavailable. Bad.", "tool: no input file specified. Use -i."] {
        assert_eq!(read(text).finding.kind, Kind::Nothing, "{text}");
    }
}

#[test]
fn numbers_elsewhere_stay_unread() {
    for text in [
        "It cost 502 dollars",
        "port 502 is Modbus",
        "line 404 of main.rs",
        "order 500 of 600 shipped",
        "room 403",
        "$502",
        "nginx/1.502.404",
        "",
        "\u{1f642}",
    ] {
        assert_eq!(read(text).finding.kind, Kind::Nothing, "{text} reads as {:?}", read(text));
    }
}

/// Cloudflare's numbers are those of many programs: alone, beside its name, a Ray ID or its own words they are Cloudflare's, in a sentence perhaps.
#[test]
fn the_numbers_of_cloudflare_need_more_than_a_number() {
    for (text, wanted) in [
        ("Error 1020", "1020"),
        ("error code: 1010", "1010"),
        ("Error 1015 You are being rate limited", "1015"),
        ("Error 1015\nRay ID: 8a1b2c3d4e5f6a7b • 2026-06-04 10:12:01 UTC", "1015"),
        ("Error 1101 Worker threw exception", "1101"),
        ("cloudflare error 1020 on my bank", "1020"),
        ("I get error 1020, Ray ID: 8a1b2c3d4e5f6a7b", "1020"),
    ] {
        let found = read(text).finding;
        assert_eq!(found.platform, Some(("cloudflare", wanted.to_owned())), "{text:?} reads as {found:?}");
        assert!(found.confidence > Confidence::Possible, "{text:?} reads as {found:?}");
    }
    for text in [
        "Error 1015 iphone restore",
        "Installation failed: error 1033",
        "error 1101 in VBA",
        "MySQL error 1006",
        "Windows error 1020",
        "Error 1018 reading file",
        "Error 1000: invalid input",
        "error 521 in module foo",
        "Error code: 1010 payment declined",
    ] {
        let found = read(text).finding;
        assert_eq!(found.confidence, Confidence::Possible, "{text:?} reads as {found:?}");
    }
    code("Error 521", 521);
    code("I get error 521", 521);
}

#[test]
fn success_is_reported_as_success() {
    let found = read("127.0.0.1 - - [26/Nov/2026:02:10:11 +0000] \"GET /502 HTTP/1.1\" 200 502 \"-\" \"curl/8.1\"").finding;
    assert_eq!((found.kind, found.code, found.input), (Kind::Success, Some(200), Input::Log));
}

#[test]
fn the_last_status_line_counts() {
    code("HTTP/1.1 301 Moved Permanently\r\nLocation: /x\r\n\r\nHTTP/1.1 503 Service Unavailable\r\n\r\n", 503);
}

#[test]
fn spoken_numbers_are_read() {
    code("I keep getting a five oh two on checkout", 502);
    code("it says four hundred and four", 404);
    code("the API answers with a four twenty nine", 429);
    for (text, wanted) in [
        ("my website shows four oh four", 404),
        ("five oh two", 502),
        ("the login page says five hundred and three", 503),
        ("error 5 0 2", 502),
        ("it is a four-oh-three, every time I log in", 403),
        ("we see five oh four errors since the deploy", 504),
        ("I got a five oh three", 503),
        ("at work the site gives a four oh three", 403),
        ("my order page says four oh four", 404),
        ("what is this about five oh two errors on my site", 502),
        ("error page four oh four", 404),
    ] {
        code(text, wanted);
    }
    // Versions, times, prices, rooms and whatever else has a number.
    for text in [
        "see you at four twenty",
        "we are four or five of six",
        "Bitbucket Server 5.0.2 is installed",
        "Upgraded API 4.0.4 to the new cluster",
        "Using foo 5.0.3\nError: missing module bar",
        "ERROR: No matching distribution found for django==5.0.2 (from versions: 4.0.4, 5.0.3)",
        "API error\n5 0 2 goals",
        "it cost me five oh two dollars",
        "the train leaves at five oh two from platform four",
        "we are in room five oh three, see you there",
        "call me at area code five oh three",
        "I bought Levi's five oh one jeans",
        "his batting average is four oh four",
        "the invoice says four hundred and four euros",
        "in five hundred and one days",
        "please read page four hundred and four of the book",
        "our new server cost five hundred dollars",
        "meet me at five fifteen, bus four oh four",
        "the website went live at five oh two",
        "the shop sold four hundred and four tickets",
        "the server room is five oh three",
        "my login expires at five oh one",
        "the invoice says four oh four",
        "I got four oh four in the exam",
    ] {
        assert_eq!(read(text).finding.kind, Kind::Nothing, "{text} reads as {:?}", read(text).finding);
    }
}

/// A process, a line of source and what was counted have numbers in brackets as well, whatever their line is about.
#[test]
fn numbers_in_brackets_are_mostly_none() {
    for text in [
        "INFO:     Started server process [404]",
        "[2025-03-04 09:12:44 +0000] [404] [INFO] Listening at: http://127.0.0.1:8000 (404)",
        "INFO request [502] completed",
        "Requests (503) passed",
        "Server started (502)",
        "Server exited (503)",
        "0|api  | Server process (503) listening on port 3000",
        "Error: Postal code (404) is not valid.",
        "Error: order (404) was not paid",
        "error: worker [502] is gone",
        "src/server.ts (404): error TS2322: Type 'string' is not assignable to type 'number'.",
        "error in src/server.ts (404)",
    ] {
        assert_eq!(read(text).finding.kind, Kind::Nothing, "{text} reads as {:?}", read(text).finding);
    }
    for (text, wanted) in [
        ("Access denied (403)", 403),
        ("Access denied for shop.example (403)", 403),
        ("permission denied for this account [403]", 403),
        ("Sorry, the service is unavailable at the moment (503)", 503),
        ("upload failed: gateway timeout (504)", 504),
    ] {
        code(text, wanted);
    }
}

/// How a service's process ended is no answer to a request.
#[test]
fn how_a_process_ended_is_no_status() {
    for text in [
        "Main PID: 502 (code=exited, status=203/EXEC)",
        "× app.service - The shop\n     Active: failed (Result: exit-code) since Tue 2025-03-04 09:12:44 UTC; 4s ago\n   Main PID: 502 (code=exited, status=200/CHDIR)",
        "Mar 04 09:12:44 web1 systemd[1]: app.service: Main process exited, code=exited, status=203/EXEC",
        "app.service: Control process exited, code=exited, status=226/NAMESPACE",
        "app.service: Main process exited, code=dumped, status=204",
    ] {
        let found = read(text).finding;
        assert_eq!(found.kind, Kind::Error, "{text} reads as {found:?}");
        assert!(found.code.is_none_or(|code| code >= 400), "{text} reads as {found:?}");
        assert!(found.others.is_empty(), "{text} reads as {found:?}");
    }
    assert_eq!(read("Process: 12 ExecStartPre=/bin/true (code=exited, status=0/SUCCESS)").finding.kind, Kind::Nothing);
}

/// What is beside an answer in its line, or belongs to another answer, is no part of it.
#[test]
fn an_answer_has_one_status_and_its_own_cause() {
    // Bytes sent, before the request.
    for (text, wanted) in [
        (
            "https 2025-03-04T09:12:44.502404Z app/my-lb/50dc6c495c0c9188 203.0.113.7:40404 10.0.0.1:80 0.001 0.002 0.000 200 200 404 500 \"GET https://shop.example:443/ HTTP/1.1\" \"curl/8.5.0\" - -",
            200,
        ),
        (
            "https 2025-03-04T09:12:44.502404Z app/my-lb/50dc6c495c0c9188 203.0.113.7:40404 10.0.0.1:80 0.001 0.002 -1 502 - 404 500 \"GET https://shop.example:443/ HTTP/1.1\" \"curl/8.5.0\" - -",
            502,
        ),
        (
            "upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: delayed connect error: 111",
            503,
        ),
    ] {
        let found = read(text).finding;
        assert_eq!((found.code, found.others.len()), (Some(wanted), 0), "{text} reads as {found:?}");
    }
    let cause = |text: &str| {
        let found = read(text).finding;
        (found.code, found.cause.map(|own| own.id))
    };
    assert_eq!(cause("Checkout gives 502 Bad Gateway. The help page gives 404 Not Found."), (Some(502), None));
    assert_eq!(cause("Checkout gives 404 Not Found."), (Some(404), Some("not-found")));
    assert_eq!(
        cause("Type:   unauthorized\nDetail: 203.0.113.10: Invalid response from http://shop.example/.well-known/acme-challenge/abc: 404"),
        (Some(404), Some("not-found"))
    );
    let found = read("404: NOT_FOUND\nCode: DEPLOYMENT_NOT_FOUND\nID: fra1:fra1::lzx2r-1741079564502-404").finding;
    assert_eq!(found.platform, Some(("vercel", "DEPLOYMENT_NOT_FOUND".to_owned())), "{found:?}");
    assert_eq!(found.cause.map(|own| own.id), Some("no-site"));
    let found = read("2025-03-04T09:12:44.502Z 404a502b-0000 Task timed out after 3.00 seconds").finding;
    assert_eq!((found.error, found.cause.map(|own| own.id)), (None, Some("worker-timeout")));
}

/// Several attempts come to what the last one came to; what is over is possible, and no more.
#[test]
fn what_is_over_is_not_told_as_it_stands() {
    let attempts = |last: &str| {
        read(&format!("attempt 1: HTTP 502, retrying in 5s\nattempt 2: HTTP 502, retrying in 10s\nattempt 3: HTTP {last}")).finding
    };
    let found = attempts("200 OK, upload complete (404 KB)");
    assert_eq!((found.kind, found.code), (Kind::Success, Some(200)), "{found:?}");
    assert_eq!(attempts("504, giving up").code, Some(504));
    for text in [
        "Monitor is UP: shop.example. It was down for 4 minutes. Reason: HTTP 503 - Service Unavailable",
        "Your site shop.example is back up. It was down for 404 seconds. Reason was: HTTP 500 - Internal Server Error",
        "Alert resolved: HTTP 502 on https://shop.example/ — now returning 200 OK (downtime 5m02s)",
        "[RESOLVED] HTTP 502 on shop.example",
    ] {
        assert_eq!(read(text).finding.confidence, Confidence::Possible, "{text}");
    }
    for text in
        ["Monitor is DOWN: shop.example. Reason: HTTP 503 - Service Unavailable", "host could not be resolved, HTTP 502 Bad Gateway"]
    {
        assert_ne!(read(text).finding.confidence, Confidence::Possible, "{text}");
    }
}

/// An application's own answer is not Cloudflare's page, whether it was pasted as it came or as the browser recorded it.
#[test]
fn data_behind_a_proxy_is_the_applications() {
    let har = |own: &str| {
        format!(
            "{{\"response\": {{\"status\": 429, \"headers\": [{{\"name\": \"server\", \"value\": \"cloudflare\"}}, {{\"name\": \"cf-ray\", \"value\": \"8f1a2b3c4d5e6f70-FRA\"}}], \"content\": {{\"mimeType\": \"{own}\", \"text\": \"x\"}}}}}}"
        )
    };
    let product = |text: &str| read(text).finding.product.map(|own| own.0);
    assert_eq!(product(&har("application/json")), None);
    assert_eq!(product(&har("text/html")), Some("cloudflare"));
    // Of several answers the type of the one that failed counts.
    let other = har("application/json").replace("429", "200");
    assert_eq!(product(&format!("{{\"entries\": [{}, {other}]}}", har("text/html"))), Some("cloudflare"));
    assert_eq!(product(&format!("{{\"entries\": [{other}, {}]}}", har("text/html"))), Some("cloudflare"));
}

/// What people write, with the number wherever they put it, and what pages of other languages say without one.
#[test]
fn plain_sentences_are_read() {
    for (text, wanted) in [
        ("All my product pages return 404 after the migration", 404),
        ("my website's giving me a 502", 502),
        ("502s everywhere since the deploy", 502),
        ("nginx 502", 502),
        ("404 on /favicon.ico", 404),
        ("is steam down? 503", 503),
        ("Why do I see 429?", 429),
        ("403 when opening /admin, but 200 for everything else", 403),
        ("We get 502 for 3% of requests, the rest are 200 OK", 502),
        ("Interner Serverfehler (500)", 500),
        ("サーバー内部エラー（500）が発生しました", 500),
        ("HTTP/503", 503),
        ("Seite nicht gefunden", 404),
        ("Interner Serverfehler", 500),
        ("Zugriff verweigert", 403),
        ("Page introuvable", 404),
        ("Página no encontrada", 404),
        ("ページが見つかりません", 404),
        ("错误代码：503", 503),
        ("エラーコード：503", 503),
        ("５０２　Ｂａｄ　Ｇａｔｅｗａｙ", 502),
    ] {
        code(text, wanted);
    }
    for text in [
        "location = /x { return 404; }",
        "we get 502 rows",
        "we get 500 visitors on /shop",
        "Zugriff verweigert: C:\\temp\\x.txt",
        "Der Bericht: die Seite nicht gefunden zu haben, ist kein Fehler",
        "nginx 1.502",
    ] {
        let found = read(text).finding;
        assert!(found.kind == Kind::Nothing, "{text:?} reads as {found:?}");
    }
    for text in
        ["This site can’t be reached", "Diese Website ist nicht erreichbar", "Ce site est inaccessible", "このサイトにアクセスできません"]
    {
        let found = read(text).finding;
        assert_eq!((found.kind, found.confidence), (Kind::Error, Confidence::Possible), "{text:?} reads as {found:?}");
        let all: Vec<_> = [&found].into_iter().chain(&found.others).filter_map(|own| Some(own.error.as_ref()?.0)).collect();
        assert_eq!(all, ["dns-not-found", "connection-timed-out", "connection-refused"], "{text}");
    }
    error("Diese Website ist nicht erreichbar\nexample.com hat die Verbindung abgelehnt.\nERR_CONNECTION_REFUSED", "connection-refused");
    error("Die Website ist nicht erreichbar\nDie Verbindung wurde zurückgesetzt.", "connection-reset");
}

#[test]
fn words_in_disguise_are_read() {
    for text in [
        "**502** `Bad Gateway`",
        "\u{1b}[31m502 Bad Gateway\u{1b}[0m",
        "5O2 Bad Gateway",
        "502&nbsp;Bad&#32;Gateway",
        "> > 502   Bad\r\n> Gateway",
        "{\"error\":\"502 Bad Gateway\\n\"}",
        "<h1>502 <b>Bad</b> Gateway</h1>",
        "エラーが出ます：502 Bad Gateway です",
    ] {
        code(text, 502);
    }
}

#[test]
fn reasons_stand_where_they_say() {
    let text = "ä🙂 2026/11/26 02:10:11 [error] 8123#8123: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1";
    let found = read(text).finding;
    assert_eq!(found.cause.as_ref().map(|own| own.id), Some("connection-refused"), "{found:?}");
    assert!(found.because.iter().any(|own| text[own.start..own.end].starts_with("connect() failed (111")), "{found:?}");
    assert_eq!(found.confidence, Confidence::Certain);
}

#[test]
fn lines_of_a_log_are_grouped() {
    let line =
        |second: u32, code: u16| format!("10.0.0.1 - - [26/Nov/2026:02:10:{second:02} +0000] \"GET /a HTTP/1.1\" {code} 157 \"-\" \"x\"\n");
    let text: String = (0..30).map(|at| line(at, if at % 3 == 0 { 502 } else { 200 })).chain([line(40, 404)]).collect();
    let read = read(&text);
    let groups: Vec<_> = read.each().map(|(finding, own)| (finding.code, own.count)).collect();
    assert_eq!(groups, [(Some(502), 10), (Some(404), 1), (Some(200), 20)]);
    let [first, last] = read.groups[0].lines.clone().map(|line| text[line].split(['[', ']']).nth(1));
    assert_eq!([first, last], [Some("26/Nov/2026:02:10:00 +0000"), Some("26/Nov/2026:02:10:27 +0000")]);
    assert_eq!(read.finding.code, Some(502));
}

/// One line of a log, and an answer's headers, tell when; of several lines the table does.
#[test]
fn the_time_of_a_single_event_is_kept() {
    const LINE: &str =
        "2026/11/14 10:02:33 [error] 31#31: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1\n";
    let time = |text: &str| read(text).finding.ids.into_iter().find(|own| own.0 == "time").map(|own| own.1);
    assert_eq!(time(LINE).as_deref(), Some("2026/11/14 10:02:33"));
    assert_eq!(time("HTTP/2 502\ndate: Sat, 14 Nov 2026 10:02:33 GMT\nserver: nginx\n").as_deref(), Some("Sat, 14 Nov 2026 10:02:33 GMT"));
    assert_eq!(
        time("[14-Nov-2026 10:02:33] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it").as_deref(),
        Some("14-Nov-2026 10:02:33")
    );
    assert_eq!(time(&LINE.repeat(2)), None);
}

/// A line that tells of a worker and of no answer has no status.
#[test]
fn no_status_is_made_up() {
    for (text, cause) in [
        ("[14-Nov-2026 10:02:33] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it", "queue-full"),
        ("[2026-11-14 10:02:33 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:31)", "worker-timeout"),
        ("Sat Nov 14 10:02:33 2026 - *** uWSGI listen queue of socket \":8000\" (fd: 3) full !!! (101/100) ***", "queue-full"),
        ("API rate limit exceeded for 203.0.113.5.", "rate-limited"),
    ] {
        let found = read(text).finding;
        assert_eq!((found.kind, found.code, found.cause.map(|own| own.id)), (Kind::Error, None, Some(cause)), "{text} reads as {found:?}");
    }
}

/// What stands where in a line, its own head or its program says.
#[test]
fn logs_are_read_by_their_fields() {
    for (text, wanted) in [
        ("#Fields: date time cs-method cs-uri-stem sc-status sc-bytes time-taken\n2024-03-12 10:11:12 GET /x 200 502 404", 200),
        (
            "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-ip cs-method cs-uri-stem sc-status sc-substatus sc-win32-status time-taken\n\
             2024-03-12 10:11:12 10.0.0.4 GET /api/502 503 2 0 404",
            503,
        ),
        ("#Fields: time sc-status cs-method\n10:11:12 200 GET\n#Fields: time cs-method sc-status\n10:11:13 GET 404", 404),
        ("\"GET /status/200 HTTP/1.1\" 503 UF,URX \"-\" 0 91 1002 - \"-\" \"curl/7.60.0\" \"d209e46f\" \"httpbin:8000\"", 503),
        ("-   FetchError     b:502 first byte timeout", 503),
        ("*   << BeReq    >> 32770\n-   FetchError     http first read error: EOF\n-   BerespStatus   503", 503),
        (
            "HTTP request sent, awaiting response... 302 Found\nLocation: https://example.com/404 [following]\nHTTP request sent, awaiting response... 200 OK",
            200,
        ),
        ("HTTP request sent, awaiting response... 302 Found\nHTTP request sent, awaiting response... 502 Bad Gateway", 502),
    ] {
        code(text, wanted);
    }
    let found = read("#Fields: date time cs-method sc-status\n2024-03-12 10:11:12 GET 200").finding;
    assert_eq!((found.kind, found.input), (Kind::Success, Input::Log), "{found:?}");
    assert_eq!(read("#Fields: time sc-status\n# 502\n10:11:12 -").finding.kind, Kind::Nothing);
}

#[test]
fn lines_of_one_event_are_one_record() {
    let event = |second: u32| {
        format!(
            "[Thu Nov 26 02:10:{second:02}.123456 2026] [wsgi:error] [pid 77] [client 203.0.113.9:51000] mod_wsgi (pid=77): Exception occurred processing WSGI script '/srv/app.wsgi'.\n\
             Traceback (most recent call last):\n  File \"/srv/app.py\", line 3, in pay\nConnectionRefusedError: [Errno 111] Connection refused\n"
        )
    };
    let text: String = (10..14).map(event).collect();
    let read = read(&text);
    let groups: Vec<_> = read.each().map(|(_, own)| own.count).collect();
    assert_eq!(groups, [4], "{read:?}");
    // Each line with a time of its own, or a request of its own, is an event of its own.
    let line = "203.0.113.9 - - [26/Nov/2026:02:10:11 +0000] \"GET / HTTP/1.1\" 502 157\n\"GET /b HTTP/1.1\" 502 157\n";
    assert_eq!(isitme::core::recognise::read(line).each().map(|(_, own)| own.count).sum::<usize>(), 2);
}

#[test]
fn words_announce_a_status() {
    for (text, wanted) in [
        ("every export bigger than 10 MB ends with 504 after a minute", 504),
        ("download failed: badResponseStatusCode(404)", 404),
        ("HTTP 状态码: 502", 502),
        ("HTTP 状态码：502", 502),
        ("upload-artifact: a 500 status was received", 500),
        ("the webhook of the shop answered 503", 503),
        ("response.statusCode was 429", 429),
    ] {
        code(text, wanted);
    }
    for text in [
        "if (response.status === 404) return null;",
        "res.status(404).send()",
        "exit status 404",
        "order_status=500",
        "the request took 502 ms",
        "the server returned 502 rows",
        "response size: 404",
        "the export ended with 504 points",
    ] {
        let found = read(text).finding;
        assert_ne!(found.kind, Kind::Error, "{text} reads as {found:?}");
    }
}

#[test]
fn the_outer_program_is_the_client() {
    for (text, client) in [
        (
            "ERROR: Could not install packages due to an OSError: HTTPSConnectionPool(host='files.example.org', port=443): Read timed out.",
            "pip",
        ),
        ("Error: INSTALLATION FAILED: Post \"https://10.0.0.1/api\": dial tcp 10.0.0.1:443: i/o timeout", "helm"),
        ("curl: (22) The requested URL returned error: 404\nError: acme: Failed to download resource \"acme\"", "homebrew"),
        ("java.net.SocketTimeoutException: timeout\n\tat okhttp3.internal.http2.Http2Stream.takeHeaders(Http2Stream.kt:145)", "okhttp"),
    ] {
        let found = read(text).finding;
        assert_eq!(found.client, Some(client), "{text}");
    }
}

#[test]
fn only_the_first_mebibyte_is_read() {
    let mut text = "x ".repeat(LIMIT / 2 + 10);
    text.push_str("HTTP ERROR 502");
    assert_eq!(read(&text).finding.kind, Kind::Nothing);
    code(&format!("HTTP ERROR 502 {}", "🙂".repeat(LIMIT)), 502);
}

/// Pieces of which texts that look like errors are made, and those that could make the search slow.
const PIECES: [&str; 24] = [
    "502",
    "HTTP/1.1 ",
    "error ",
    "status code ",
    "\n",
    " ",
    "<",
    ">",
    "</h1>",
    "&amp;",
    "\\u003c",
    "é",
    "🙂",
    "\u{1b}[31m",
    "bad gateway",
    "nginx",
    "[error] 1#1: ",
    "upstream timed out (110: connection timed out) while ",
    "ERR_",
    "\"GET / HTTP/1.1\" 502 1\n",
    "{",
    "a",
    "five oh two ",
    "…",
];

proptest! {
    #[test]
    fn any_text_has_an_answer_that_fits_it(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..80), tail in "\\PC{0,60}") {
        let text = pieces.concat() + &tail;
        let found = read(&text);
        prop_assert_eq!(&found, &read(&text));
        for own in &found.finding.because {
            prop_assert!(own.start < own.end && text.get(own.start..own.end).is_some(), "{:?}", own);
        }
        prop_assert!(!shown(&text).is_empty());
    }
}

/// The time that this thread has had a processor, in seconds: other work on a busy machine does not count. Elsewhere than on Linux, the clock's.
fn worked() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let on_processor = told.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    on_processor.map_or_else(
        || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64()),
        |nanoseconds| nanoseconds / 1e9,
    )
}

/// Linear time: what could be slow, at two lengths. Natively, in a debug build, the limit is loose; `make bench` measures it in the browser.
#[test]
fn a_long_text_takes_its_length_in_time() {
    for piece in PIECES {
        let time = |length: usize| {
            let text = piece.repeat(length / piece.len());
            let times = (0..3).map(|_| {
                let began = worked();
                let _ = read(&text);
                worked() - began
            });
            times.fold(f64::MAX, f64::min)
        };
        let (short, long) = (time(1 << 14), time(1 << 17));
        assert!(long < short.max(0.002) * 40.0, "{piece:?}: {short} s for 16 KB, {long} s for 128 KB");
    }
}

/// What met an error is called by its name, not by its id in the signatures.
#[test]
fn clients_have_their_names() {
    let shown = shown("This site can’t be reached\nwww.example.com refused to connect.\nERR_CONNECTION_REFUSED");
    assert!(shown.contains("Met by Chrome."), "{shown}");
}
