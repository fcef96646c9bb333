# SPDX-License-Identifier: Apache-2.0
"""picture_page.py PORT_FILE PICTURE: a page that shows a PNG over all of the window, and at once another one when the file
is replaced. Its server looks at the file every 20 ms, as plan_bus looks at plans; the page waits for its answer. PORT_FILE.waiting
is there once it does."""
import http.server
import os
import sys
import time

PAGE = b"""<!doctype html><title>picture</title>
<style>html, body { margin: 0; background: black; overflow: hidden } img { display: block; width: 100vw; height: 100vh }</style>
<img id="picture" src="/picture?0">
<script>
(async () => {
  for (let n = "0";;) {
    n = await (await fetch("/wait?" + n)).text();
    document.getElementById("picture").src = "/picture?" + n;
  }
})();
</script>"""


def version():
    return str(os.stat(sys.argv[2]).st_mtime_ns)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind, body = "text/html; charset=utf-8", PAGE
        if self.path.startswith("/picture"):
            with open(sys.argv[2], "rb") as file:
                kind, body = "image/png", file.read()
        elif self.path.startswith("/wait?"):
            if version() == self.path.partition("?")[2]:
                open(sys.argv[1] + ".waiting", "w", encoding="utf-8").close()
            while version() == self.path.partition("?")[2]:
                time.sleep(0.02)
            kind, body = "text/plain", version().encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(str(server.server_address[1]))
server.serve_forever()
