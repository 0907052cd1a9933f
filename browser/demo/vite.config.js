import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// In development the page comes from Vite and everything else from a running demo.
const demo = process.env.TALLYSTICK_DEMO_URL ?? 'http://127.0.0.1:8000';

// The built page loads nothing from elsewhere and says so. A compiled module needs 'wasm-unsafe-eval'.
const contentSecurityPolicy = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content: "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; object-src 'none'; base-uri 'none'",
      },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig({
  plugins: [vue(), contentSecurityPolicy],
  server: { proxy: { '/api': demo, '/.well-known': demo } },
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0 },
});
