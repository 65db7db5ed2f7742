/** Registers the namespaces of a page, and builds the suffix for IDs and storage keys. */
import type { Page } from './page.js';

/** Registers a namespace. As in IBM's web chat, a duplicate only logs an error. */
export function claimNamespace(page: Page, namespace: string | undefined): void {
  const name = nameOf(namespace);
  const names = namesInUse(page);
  if (names.includes(name)) {
    console.error(
      `[Chat] You have multiple web chats attempting to use the same namespace. (${name || 'No namespace provided'})`,
    );
  } else {
    names.push(name);
  }
}

export function releaseNamespace(page: Page, namespace: string | undefined): void {
  const names = namesInUse(page);
  const index = names.indexOf(nameOf(namespace));
  if (index !== -1) names.splice(index, 1);
}

/** Returns the suffix, or an empty text without a namespace. */
export function namespaceSuffix(namespace: string | undefined): string {
  const name = nameOf(namespace);
  return name && `--ns${hash(name)}`;
}

function namesInUse(page: Page): string[] {
  page.watsonAssistantChatSharedConfig ??= { namespaces: [], loadScriptPromises: {} };
  return page.watsonAssistantChatSharedConfig.namespaces;
}

function nameOf(namespace: string | undefined): string {
  return namespace?.trim() ?? '';
}

/** Returns a short number that is always the same for the same name. */
function hash(name: string): number {
  return [...name].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647, 7);
}
