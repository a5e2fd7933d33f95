/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '~': here('./src') } },
  build: {
    outDir: here('../build/web/site'),
    emptyOutDir: true,
    // A data: URL would be a second kind of file to the server's rules for caching and content.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    license: { fileName: 'licenses.md' },
  },
  // A server of one's own, for working on the page: IMPRINT_URL=http://127.0.0.1:8080 npm run dev
  server: {
    proxy: Object.fromEntries(
      ['/api', '/v1', '/openapi', '/uploads', '/downloads'].map((path) => [
        path,
        process.env.IMPRINT_URL ?? 'http://127.0.0.1:8080',
      ]),
    ),
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: [here('./src/test_setup.ts')],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
