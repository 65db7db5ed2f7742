/** A form before the first message, whose name the greeting gets, and a form after the last. */
import type { WebChatCustomPanel, WebChatOptions } from 'secure-web-chat';

function ask(panel: WebChatCustomPanel, question: string): Promise<string | null> {
  return new Promise((resolve) => {
    const form = document.createElement('form');
    form.innerHTML = '<label></label><input><button>OK</button><button type="button">Cancel</button>';
    form.querySelector('label')?.append(question);
    const answer = (text: string | null) => {
      panel.close();
      resolve(text);
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      answer(form.querySelector('input')?.value ?? '');
    });
    form.querySelector('[type=button]')?.addEventListener('click', () => answer(null));
    panel.hostElement.replaceChildren(form);
    panel.open({ hidePanelHeader: true, disableAnimation: true });
  });
}

export const prePostChatForms = (onFeedback: (text: string | null) => void): Partial<WebChatOptions> => ({
  onLoad(instance) {
    const panel = instance.customPanels.getPanel();
    let name: string | null = null;
    let hasAskedForFeedback = false;
    instance.on({
      type: 'view:change',
      handler: async (event) => {
        if (name || event.oldViewState.mainWindow || !event.newViewState.mainWindow) return;
        name = await ask(panel, 'What is your name?');
        event.cancelViewChange = !name;
      },
    });
    instance.on({
      type: 'view:pre:change',
      handler: (event) => {
        const isClosing = event.oldViewState.mainWindow && event.newViewState.launcher;
        if (!isClosing || hasAskedForFeedback || !instance.getState().hasUserSentMessage) return;
        hasAskedForFeedback = true;
        event.newViewState = { launcher: false, mainWindow: true, tour: false };
        void ask(panel, 'How did we do?').then((text) => {
          onFeedback(text);
          return instance.changeView('launcher');
        });
      },
    });
    instance.on({
      type: 'pre:send',
      handler: ({ data }) => {
        if (!data.history?.is_welcome_request) return;
        const skills = data.context?.skills;
        const actions = skills?.['actions skill'];
        const skill_variables = { ...actions?.skill_variables, User_Name: name };
        data.context = { ...data.context, skills: { ...skills, 'actions skill': { ...actions, skill_variables } } };
      },
    });
  },
});
