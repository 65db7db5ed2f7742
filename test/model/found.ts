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
  'a logout of which nobody knows how it ended forgot what the last page had left': [
    USUAL,
    [
      'load()',
      'the visitor speaks',
      'login()',
      'the visitor speaks',
      'next, logoutEndpoint hangs',
      'destroy()',
      'a new chat',
      'another tab logs out',
      'logout()',
      '300 ms pass',
    ],
  ],
  'a token was taken for that of whoever had logged in after it came': [
    { ...USUAL, prefetchToken: 'load', style: 'cookie' },
    [
      'next, tokenEndpoint says 503',
      'load()',
      'login()',
      '300 ms pass',
      'Ana is logged in silently',
      'the visitor speaks',
      'next, tokenEndpoint says 403',
    ],
  ],
  'renewal looked at the clock without pause': [
    { ...USUAL, lifetime: 10, handler: 'throws once', chance: 21 },
    [
      'load()',
      'the visitor speaks',
      'the page is put aside and taken out by Ana',
      '16 s pass',
      '90 s pass',
      'an hour of sleep',
      'the visitor touches the launcher',
      'next, tokenEndpoint answers after 9 s',
      'next, tokenEndpoint says 429 and asks for 20 s of quiet',
      '7 s pass',
      'next, loginEndpoint says 403',
    ],
  ],
  'a request of a web chat that was gone waited for the site, in place of being refused': [
    { ...USUAL, lifetime: 10, handler: 'takes 3 s' },
    [
      'open()',
      'next, tokenEndpoint names another sub once',
      'next, tokenEndpoint says 403',
      '6 min pass',
      'next, loginEndpoint says 403',
    ],
  ],
};
