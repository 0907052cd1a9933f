// A loopback server for the files of this folder, for tests and batches in a browser.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';

const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const folder = new URL('../', import.meta.url);

/** Serves `dist/` and `batch/`; everything else, such as /, is an empty page or what `other` answers. */
export async function serve(other = page) {
  const server = createServer(handle);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  function handle(request, response) {
    const path = new URL(request.url, 'http://localhost').pathname;
    if (!/^\/(dist|batch)\/[\w.]+$/.test(path)) return other(request, response);
    try {
      const body = readFileSync(new URL(`.${path}`, folder));
      const type = types[extname(path)] ?? 'text/plain';
      // A sandboxed page has no origin of its own, and loads modules only from who lets everybody.
      response.writeHead(200, { 'Content-Type': type, 'Access-Control-Allow-Origin': '*' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    handle,
    close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
  };
}

function page(_request, response) {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>tallystick</title>');
}
