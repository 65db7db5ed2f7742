/**
 * Creates the elements for the page's own content. The elements of the home screen stay invisible,
 * because the simulator has no home screen.
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
