/**
 * IBM's methods for what this web chat does not have: tours, human agents, a home screen, notes
 * above the conversation.
 */
import type { FullWebChatInstance } from '../web-chat/ibm/index.js';

type AbsentMethods = Pick<
  FullWebChatInstance,
  | 'tours'
  | 'serviceDesk'
  | 'agentEndConversation'
  | 'notifications'
  | 'addNotification'
  | 'updateHomeScreenConfig'
  | 'updateLauncherAvatarURL'
  | 'updateMainHeaderAvatar'
  | 'updateBotUnreadIndicatorVisibility'
  | 'updateIsTypingCounter'
  | 'updateIsLoadingCounter'
  | 'doAutoScroll'
  | 'scrollToMessage'
>;

/** They can be called, and change nothing that a test could see. */
export const absentMethods: AbsentMethods = {
  tours: {
    startTour: ignore,
    endTour: ignore,
    goToNextStep: ignore,
    goToStep: ignore,
  },
  serviceDesk: { endConversation: resolve, updateIsSuspended: resolve },
  agentEndConversation: resolve,
  notifications: { addNotification: ignore, removeNotifications: ignore, removeAllNotifications: ignore },
  addNotification: ignore,
  updateHomeScreenConfig: ignore,
  updateLauncherAvatarURL: ignore,
  updateMainHeaderAvatar: ignore,
  updateBotUnreadIndicatorVisibility: ignore,
  updateIsTypingCounter: ignore,
  updateIsLoadingCounter: ignore,
  doAutoScroll: ignore,
  scrollToMessage: ignore,
};

function ignore(): void {}

async function resolve(): Promise<void> {}
