// The smallest programs that ask for an address in the languages of the lab, as a first try in each would look.
// They exist so that a library's own message is recorded, not ours: nothing is caught unless the language prints nothing by itself.
// No file is called as the module that it needs: Python would load it instead.
export const CODE = {
  "get-requests.py": "import sys\nimport requests\n\nresponse = requests.get(sys.argv[1], timeout=1)\nresponse.raise_for_status()\n",
  "get-urllib3.py": 'import sys\nimport urllib3\n\nurllib3.request("GET", sys.argv[1], timeout=1, retries=False)\n',
  "get-urllib3-retries.py": 'import sys\nimport urllib3\n\nurllib3.request("GET", sys.argv[1], timeout=1, retries=1)\n',
  "get-httpx.py": "import sys\nimport httpx\n\nresponse = httpx.get(sys.argv[1], timeout=1)\nresponse.raise_for_status()\n",
  "get-aiohttp.py": `import asyncio
import sys
import aiohttp


async def main():
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1)) as session:
        async with session.get(sys.argv[1], raise_for_status=True) as response:
            print(await response.text())

asyncio.run(main())
`,
  "get-urllib.py": "import sys\nimport urllib.request\n\nprint(urllib.request.urlopen(sys.argv[1], timeout=1).read())\n",
  "fetch.mjs":
    "const response = await fetch(process.argv[2], { signal: AbortSignal.timeout(1000) });\nconsole.log(await response.json());\n",
  "axios.cjs": `const axios = require('axios');

axios.get(process.argv[2], { timeout: 1000 }).catch(error => {
  console.error(error.stack);
});
`,
  "got.mjs": `import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const { default: got } = await import(pathToFileURL(createRequire(process.env.NODE_PATH + '/').resolve('got')));
await got(process.argv[2], { retry: { limit: 0 }, timeout: { request: 1000 } }).json();
`,
  "http.cjs": `const { get } = require(process.argv[2].split(':')[0]);

get(process.argv[2], response => response.pipe(process.stdout));
`,
  "net.rb":
    'require "net/http"\nuri = URI(ARGV[0])\nhow = { use_ssl: uri.scheme == "https", read_timeout: 1, open_timeout: 1, max_retries: 0 }\n' +
    "response = Net::HTTP.start(uri.host, uri.port, **how) do |http|\n" +
    "  http.get(uri.path)\nend\nresponse.value\n",
  "open.rb": 'require "open-uri"\nputs URI.open(ARGV[0], read_timeout: 1).read\n',
  "faraday.rb":
    'require "faraday"\nconnection = Faraday.new { |f| f.response :raise_error; f.options.timeout = 1 }\nconnection.get(ARGV[0])\n',
  "curl.php":
    "<?php\n$curl = curl_init($argv[1]);\n" +
    "curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 1, CURLOPT_FAILONERROR => true]);\n" +
    'if (curl_exec($curl) === false) echo "cURL error ", curl_errno($curl), ": ", curl_error($curl), "\\n";\n',
  "file.php": '<?php\nini_set("default_socket_timeout", 1);\necho file_get_contents($argv[1]);\n',
  "Fetch.java": `import java.net.URI;
import java.net.http.*;
import java.time.Duration;

public class Fetch {
    public static void main(String[] words) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(words[0])).timeout(Duration.ofSeconds(1)).build();
        System.out.println(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
`,
  "Url.java": `import java.net.URL;

public class Url {
    public static void main(String[] words) throws Exception {
        System.out.println(new String(new URL(words[0]).openStream().readAllBytes()));
    }
}
`,
};
