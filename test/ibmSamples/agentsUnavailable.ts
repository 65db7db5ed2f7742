/** If no human agent is there, the visitor is led to a ticket without noticing it. */
import type { WebChatInstance, WebChatOptions, WebChatServiceDesk } from 'secure-web-chat';

class ClosedDesk implements WebChatServiceDesk {
  getName() {
    return 'closed desk';
  }
  async areAnyAgentsOnline() {
    return false;
  }
  async startChat() {}
  async endChat() {}
  async sendMessageToAgent() {}
}

export const agentsUnavailable: Partial<WebChatOptions> = {
  serviceDeskFactory: async () => new ClosedDesk(),
  onLoad(instance: WebChatInstance) {
    instance.on({
      type: 'agent:areAnyAgentsOnline',
      handler: ({ areAnyAgentsOnline }) => {
        if (areAnyAgentsOnline === 'offline') return instance.send('FILE_A_TICKET', { silent: true });
        return undefined;
      },
    });
  },
};
