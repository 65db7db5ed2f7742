/**
 * Empty methods for the features that the simulator does not have, such as tours, human agents, a
 * home screen and notifications.
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

/** A page can call these methods. They change nothing that a test can see. */
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
