/**
 * PEM, the text form of keys, in the shapes that environment variables and secret stores make of
 * it.
 */

export interface PemBlock {
  /** Between BEGIN and the hyphens, such as `RSA PRIVATE KEY`. */
  readonly label: string;
  /** Base64, perhaps after lines such as `Proc-Type: 4,ENCRYPTED`. */
  readonly body: string;
}

/** Without the quotes and spaces around it, and with line breaks for what stands for them. */
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
