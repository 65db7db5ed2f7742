/**
 * Tells what was given as a key: a usable RSA key, or what it is instead and what to do. Never
 * repeats a byte of it.
 */
import { bitsOf, type RsaKey, readKeyContent } from './asn1Key.js';
import { fromBase64 } from './base64.js';
import { findContentForm, findLabelForm, findTextForm, type KeyForm } from './keyForms.js';
import { findPemBlocks, tidyPem } from './pem.js';

/** What a key is for. */
export interface KeyRole {
  readonly half: 'private' | 'public';
  /** The source of the right key, as the part of the message after the semicolon. */
  readonly source: string;
}

export interface KeyFault {
  /** Goes on after "because". */
  readonly because: string;
  /** Goes on after a semicolon. */
  readonly remedy: string;
}

export const SHORTEST_KEY_BITS = 2048;

export const signingKeyRole: KeyRole = {
  half: 'private',
  source: 'give the private half of your RSA pair, which `npx secure-web-chat keys` makes',
};
export const payloadKeyRole: KeyRole = {
  half: 'public',
  source: "give IBM's public key, the whole text that the assistant's Security tab shows",
};

export function isKeyFault(result: object): result is KeyFault {
  return 'because' in result;
}

export function explainKeyFault(option: string, { because, remedy }: KeyFault): string {
  return `Could not use ${option} because ${because}; ${remedy}.`;
}

/** @param text the text of a key, as it comes from a file or an environment variable */
export function readKey(text: string, role: KeyRole): RsaKey | KeyFault {
  const blocks = findPemBlocks(tidyPem(text));
  const suffix = role.half === 'private' ? /PRIVATE KEY$/ : /PUBLIC KEY$/;
  const block = blocks.find(({ label }) => suffix.test(label)) ?? blocks[0];
  if (!block) return faultOf(findTextForm(trim(text)), role);

  const form = findLabelForm(block);
  if (form) return faultOf(form, role);
  const der = fromBase64(block.body.replace(/[\s\\"']/g, ''));
  const content = der && readKeyContent(der);
  if (content === null || typeof content === 'string') return faultOf(findContentForm(content), role);
  return judge(content, role);
}

/** With its backslashes, which may be those of a path. */
function trim(text: string): string {
  return text.replace(/^[\uFEFF\s"'`]+|[\s"'`]+$/g, '');
}

function judge(key: RsaKey, role: KeyRole): RsaKey | KeyFault {
  if (key.half !== role.half) return faultOf({ is: `the ${key.half} half of a pair`, half: key.half }, role);
  const bits = bitsOf(key);
  if (bits >= SHORTEST_KEY_BITS) return key;
  return faultOf({ is: `an RSA key of ${bits} bits, and ${SHORTEST_KEY_BITS} is the least` }, role);
}

/** A way to convert the value is no help if it is the wrong half all the same. */
function faultOf({ is, half, remedy }: KeyForm, role: KeyRole): KeyFault {
  const isWrongHalf = half !== undefined && half !== role.half;
  const told = isWrongHalf && !is.includes(half) ? `${is}, not the ${role.half} half of a pair` : is;
  return { because: `it is ${told}`, remedy: (isWrongHalf ? undefined : remedy) ?? role.source };
}
