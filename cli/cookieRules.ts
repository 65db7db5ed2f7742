/** The attributes that a cookie needs so that nobody can steal it. */
import type { Cookie } from 'tough-cookie';
import { isCrossSite } from './browser.js';
import { fail, pass, type Verdict, warn } from './check.js';
import { isLocal } from './endpoint.js';
import type { Settings } from './settings.js';

const named = (cookies: readonly Cookie[]) => cookies.map(({ key }) => key).join(', ');

export function judgeHttpOnly(cookies: readonly Cookie[]): Verdict {
  const bad = cookies.filter(({ httpOnly }) => !httpOnly);
  return bad.length > 0 ? fail(`${named(bad)} can be read by scripts`) : pass(named(cookies));
}

export function judgeSecure(cookies: readonly Cookie[], { tokenEndpoint: { url } }: Settings): Verdict {
  const isSecure = url.protocol === 'https:';
  const bad = cookies.filter(({ secure }) => secure !== isSecure);
  if (bad.length === 0) return pass(isSecure ? named(cookies) : 'not needed on plain http');
  if (isSecure) return fail(`${named(bad)} would go out on plain http too`);
  const told = `${named(bad)} is Secure, but this is plain http`;
  return isLocal(url)
    ? pass(`${told} on this machine, where most browsers keep it`)
    : fail(`${told}: browsers drop it`);
}

export function judgeSameSite(cookies: readonly Cookie[], { origin, tokenEndpoint }: Settings): Verdict {
  const is = (value: string) => cookies.filter(({ sameSite }) => (sameSite ?? '') === value);
  const insecure = is('none').filter(({ secure }) => !secure);
  if (insecure.length > 0) return fail(`${named(insecure)} is SameSite=None without Secure: browsers drop it`);
  const withheld = cookies.filter(({ sameSite }) => sameSite !== 'none');
  if (isCrossSite(origin, tokenEndpoint.url) && withheld.length > 0) {
    return fail(
      `${named(withheld)} does not go along from a page on another site`,
      'Set SameSite=None; Secure; Partitioned. Without Partitioned, browsers that block third-party cookies drop it.',
    );
  }
  const silent = is('');
  return silent.length > 0 ? warn(`${named(silent)} leaves it to the browser`) : pass(named(cookies));
}

/** The worst of several. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  const found = (outcome: Verdict['outcome']) => verdicts.filter((verdict) => verdict.outcome === outcome);
  const [bad] = [found('fail'), found('warn'), found('pass')].filter((list) => list.length > 0);
  const [first, ...rest] = bad ?? [];
  const reason = [...new Set([first, ...rest].map((verdict) => verdict?.reason))].join('; ');
  return { ...(first ?? pass('')), reason };
}
