/**
 * How the application is served and built. The backend is reached through the same origin, so its
 * cookies are the page's own.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const target = process.env['BACKEND_URL'] ?? 'http://localhost:3001';
const paths = ['/config.json', '/createJWT', '/authenticate', '/logout'];

export default defineConfig({
  plugins: [react()],
  // `vite preview` takes it over. Host and Origin stay as the browser sent them: the backend
  // compares them.
  server: { proxy: Object.fromEntries(paths.map((path) => [path, { target, changeOrigin: false }])) },
});
