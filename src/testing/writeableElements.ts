/**
 * The elements in web chat's window that the page may fill. Those of the home screen are on no
 * screen here.
 */
import type { WebChatWriteableElements } from '../web-chat/ibm/index.js';
import { element } from './element.js';

export function createWriteableElements(document: Document): WebChatWriteableElements {
  const create = () => element(document, 'div', { class: 'WACWriteable' });
  return {
    aiTooltipAfterDescriptionElement: create(),
    welcomeNodeBeforeElement: create(),
    headerBottomElement: create(),
    beforeInputElement: create(),
    homeScreenHeaderBottomElement: create(),
    homeScreenAfterStartersElement: create(),
    homeScreenBeforeInputElement: create(),
  };
}
