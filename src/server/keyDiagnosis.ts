/**
 * Diagnoses the text of a key. The result is a usable RSA key, or a sentence that says what the
 * text is and what to do. The sentence never repeats a byte of the text.
 */
import { bitsOf, type RsaKey, readKeyContent } from './asn1Key.js';
import { fromBase64 } from './base64.js';
import { findContentForm, findLabelForm, findTextForm, type KeyForm } from './keyForms.js';
import { findPemBlocks, tidyPem } from './pem.js';

/** Which key the caller needs. */
export interface KeyRole {
  readonly half: 'private' | 'public';
  /** The place of the right key: the part of the message after the semicolon. */
  readonly source: string;
}

export interface KeyFault {
  /** The reason: the part of the message after "because". */
  readonly because: string;
  /** What to do: the part of the message after the semicolon. */
  readonly remedy: string;
}

export const MIN_KEY_BITS = 2048;

export const signingKeyRole: KeyRole = {
  half: 'private',
  source: 'use the private half of your RSA key pair, which `npx secure-web-chat keys` makes',
};
export const payloadKeyRole: KeyRole = {
  half: 'public',
  source: "use IBM's public key, the whole text that the assistant's Security tab shows",
};

export function isKeyFault(result: object): result is KeyFault {
  return 'because' in result;
}

export function explainKeyFault(option: string, { because, remedy }: KeyFault): string {
  return `Could not use ${option} because ${because}; ${remedy}.`;
}

/** @param text the text of a key, from a file or an environment variable */
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

/** Keeps backslashes, because they may be those of a path. */
function trim(text: string): string {
  return text.replace(/^[\uFEFF\s"'`]+|[\s"'`]+$/g, '');
}

function judge(key: RsaKey, role: KeyRole): RsaKey | KeyFault {
  if (key.half !== role.half) return faultOf({ is: `the ${key.half} half of a key pair`, half: key.half }, role);
  const bits = bitsOf(key);
  if (bits >= MIN_KEY_BITS) return key;
  return faultOf({ is: `an RSA key of ${bits} bits, but at least ${MIN_KEY_BITS} are needed` }, role);
}

/** If the key is the wrong half, a way to convert it does not help, so the remedy is the source. */
function faultOf({ is, half, remedy }: KeyForm, role: KeyRole): KeyFault {
  const isWrongHalf = half !== undefined && half !== role.half;
  // The description of some forms already names the half.
  const found = isWrongHalf && !is.includes(half) ? `${is}, not the ${role.half} half of a key pair` : is;
  return { because: `its content is ${found}`, remedy: (isWrongHalf ? undefined : remedy) ?? role.source };
}
