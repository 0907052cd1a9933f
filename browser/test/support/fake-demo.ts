// The demo's page over the test issuer, for work on the page without an Envoy: node test/support/fake-demo.ts
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { startIssuer } from './issuer.ts';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};
const folder = new URL('../../demo/dist/', import.meta.url);

const issuer = await startIssuer(
  {
    accessLife: 30,
    other: (request, response) => {
      const path = (request.url ?? '/').replace(/^\/$/, '/index.html');
      try {
        const body = readFileSync(new URL(`.${path}`, folder));
        response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'text/plain' }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    },
  },
  Number(process.env.DEMO_PORT ?? 8000),
);
console.log(`ready: ${issuer.url}`);
