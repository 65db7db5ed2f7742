/** Checks the attributes that protect a cookie from theft. */
import type { Cookie } from 'tough-cookie';
import { isCrossSite } from './browser.js';
import { fail, pass, type Verdict, warn } from './check.js';
import { isLocal } from './endpoint.js';
import type { Settings } from './settings.js';

const named = (cookies: readonly Cookie[]) => cookies.map(({ key }) => key).join(', ');

export function judgeHttpOnly(cookies: readonly Cookie[]): Verdict {
  const bad = cookies.filter(({ httpOnly }) => !httpOnly);
  return bad.length > 0 ? fail(`scripts can read ${named(bad)}`) : pass(`HttpOnly is set on ${named(cookies)}`);
}

export function judgeSecure(cookies: readonly Cookie[], { tokenEndpoint: { url } }: Settings): Verdict {
  const isSecure = url.protocol === 'https:';
  const bad = cookies.filter(({ secure }) => secure !== isSecure);
  if (bad.length === 0) {
    return pass(isSecure ? `Secure is set on ${named(cookies)}` : 'plain http needs no Secure');
  }
  if (isSecure) return fail(`browsers also send ${named(bad)} over plain http, because Secure is missing`);
  const found = `Secure is set on ${named(bad)}, but the endpoint uses plain http`;
  return isLocal(url)
    ? pass(`${found} on this machine, where most browsers keep the cookie`)
    : fail(`${found}, so browsers drop the cookie`);
}

export function judgeSameSite(cookies: readonly Cookie[], { origin, tokenEndpoint }: Settings): Verdict {
  const is = (value: string) => cookies.filter(({ sameSite }) => (sameSite ?? '') === value);
  const insecure = is('none').filter(({ secure }) => !secure);
  if (insecure.length > 0) return fail(`browsers drop ${named(insecure)}, because SameSite=None needs Secure`);
  const withheld = cookies.filter(({ sameSite }) => sameSite !== 'none');
  if (isCrossSite(origin, tokenEndpoint.url) && withheld.length > 0) {
    return fail(
      `browsers do not send ${named(withheld)} from a page on another site`,
      'Set SameSite=None; Secure; Partitioned. Without Partitioned, browsers that block third-party cookies drop it.',
    );
  }
  const silent = is('');
  return silent.length > 0
    ? warn(`SameSite is missing on ${named(silent)}, and browsers have different defaults`)
    : pass(`SameSite is set on ${named(cookies)}`);
}

/** The worst of several verdicts, with the reasons of all verdicts that are as bad. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  const found = (outcome: Verdict['outcome']) => verdicts.filter((verdict) => verdict.outcome === outcome);
  const [bad] = [found('fail'), found('warn'), found('pass')].filter((list) => list.length > 0);
  const [first, ...rest] = bad ?? [];
  const reason = [...new Set([first, ...rest].map((verdict) => verdict?.reason))].join('; ');
  return { ...(first ?? pass('')), reason };
}
