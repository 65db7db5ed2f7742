/**
 * The pages that go with the backend: the site's own files, the SDK, and what the page must know of
 * the web chat.
 */
import { basename, dirname } from 'node:path';
import express from 'express';

/**
 * @typedef {object} Site
 * @property {string} folder The site's HTML, CSS and JavaScript.
 * @property {string} sdkFile The built `secure-web-chat.iife.min.js`.
 * @property {Record<string, unknown>} webChat IBM's options for the page, given to it as
 * `/config.json`. Nothing secret.
 */

/** @param {Site} site */
export function serveSite({ folder, sdkFile, webChat }) {
  const router = express.Router();
  const sdkName = basename(sdkFile);
  router.get([`/${sdkName}`, `/${sdkName}.map`], (request, response) =>
    response.sendFile(basename(request.path), { root: dirname(sdkFile) }),
  );
  router.get('/config.json', (_request, response) => void response.set('Cache-Control', 'no-store').json(webChat));
  router.use(express.static(folder));
  return router;
}
