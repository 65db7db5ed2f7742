/**
 * Serves the pages of the site: its own files, the SDK, and the options of web chat.
 */
import { basename, dirname } from 'node:path';
import express from 'express';

/**
 * @typedef {object} Site
 * @property {string} folder The site's HTML, CSS and JavaScript.
 * @property {string} sdkFile The built `secure-web-chat.iife.min.js`.
 * @property {Record<string, unknown>} webChat IBM's options for the page, which reads them from
 * `/config.json`. They hold no secret.
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
