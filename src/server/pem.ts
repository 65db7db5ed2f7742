/**
 * Reads PEM, the text form of keys, in the shapes that environment variables and secret stores
 * produce.
 */

export interface PemBlock {
  /** The text between BEGIN and the hyphens, such as `RSA PRIVATE KEY`. */
  readonly label: string;
  /** The base64 text, perhaps after lines such as `Proc-Type: 4,ENCRYPTED`. */
  readonly body: string;
}

/** Removes quotes and spaces around the text, and replaces `\n` with line breaks. */
export function tidyPem(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\\+r/g, '')
    .replace(/\\+n/g, '\n')
    .replace(/^[\s"'`]+|[\s"'`,;]+$/g, '');
}

export function findPemBlocks(text: string): readonly PemBlock[] {
  const blocks = text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs);
  return [...blocks].map(([, label = '', body = '']) => ({ label, body }));
}
