/** Owns the sequences that once broke a promise, as the model found and shortened them. */
import type { Setting } from './world.js';

const USUAL: Setting = {
  prefetchToken: 'intent',
  conversationAfterLogout: 'restart',
  style: 'sid',
  lifetime: 300,
  handler: 'none',
  chance: 0,
};

export const FOUND: Record<string, readonly [setting: Setting, sequence: readonly string[]]> = {
  'a token request began as the logout request was sent': [
    { ...USUAL, handler: 'takes 3 s' },
    [
      'load()',
      'the visitor speaks',
      '16 s pass',
      'the service refuses every token',
      'the page is put aside and taken out by Ana',
      'login()',
      'an hour of sleep',
      'logout()',
    ],
  ],
  'whose the first token was had been forgotten': [
    USUAL,
    [
      'load()',
      'the visitor speaks',
      'login()',
      'the visitor speaks',
      'another tab logs Ana in',
      'next, tokenEndpoint says 403',
      'logout()',
      'next, tokenEndpoint answers after 3 s, signing late',
      'the visitor speaks',
      'login()',
      'next, tokenEndpoint says 403',
    ],
  ],
  'the error panel stayed after tokens had been refused for too long': [
    { ...USUAL, lifetime: 10, handler: 'takes 20 s' },
    ['open()', '6 min pass', 'the visitor starts over', '6 min pass', 'load()'],
  ],
  'somebody had written in between two logins of another': [
    { ...USUAL, handler: 'for all takes 3 s' },
    [
      'load()',
      'the visitor speaks',
      'the page is put aside and taken out again',
      'login()',
      'an hour of sleep',
      'another tab logs Ana in',
      'login()',
      'the visitor speaks',
    ],
  ],
};
