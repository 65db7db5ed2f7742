/** Defects in the rules for pages of other origins. */
import { PAGE, shared } from '../brokenBackend.js';
import { testDefects } from './defect.js';

const elsewhere = ['--origin', PAGE];

testDefects({
  'lets any page read tokens': { fails: ['cors-stranger'], parts: { cors: shared } },
  'lets any page read tokens without cookies': {
    warns: ['cors-stranger'],
    parts: { cors: () => ({ 'Access-Control-Allow-Origin': '*' }) },
  },
  'does not share with its own page': {
    fails: ['cors-origin', 'cors-preflight'],
    parts: {
      cors: (origin) => (origin === PAGE ? { ...shared(origin), 'Access-Control-Allow-Origin': 'http://other' } : {}),
    },
    args: elsewhere,
  },
  'shares with everybody instead of its own page': {
    fails: ['cors-origin', 'cors-preflight'],
    warns: ['cors-stranger'],
    parts: { cors: (origin) => ({ ...shared(origin), 'Access-Control-Allow-Origin': '*' }) },
    args: elsewhere,
  },
  'does not let its own page send cookies': {
    fails: ['cors-credentials', 'cors-preflight'],
    parts: {
      cors: (origin) => (origin === PAGE ? { ...shared(origin), 'Access-Control-Allow-Credentials': 'false' } : {}),
    },
    args: elsewhere,
  },
  'does not answer a preflight': {
    fails: ['cors-preflight'],
    parts: { preflight: (response) => response.sendStatus(404) },
    args: elsewhere,
  },
  'does not let its own page send JSON': {
    fails: ['cors-preflight'],
    parts: {
      cors: (origin) => (origin === PAGE ? { ...shared(origin), 'Access-Control-Allow-Headers': 'X-Other' } : {}),
    },
    args: elsewhere,
  },
  'does not tell caches of origins': {
    warns: ['cors-vary'],
    parts: { cors: (origin) => (origin === PAGE ? { ...shared(origin), Vary: 'Cookie' } : {}) },
    args: elsewhere,
  },
  'hides its clock': {
    warns: ['cors-expose'],
    parts: {
      cors: (origin) => (origin === PAGE ? { ...shared(origin), 'Access-Control-Expose-Headers': 'ETag' } : {}),
    },
    args: elsewhere,
  },
});
