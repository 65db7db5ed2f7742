/**
 * Variables for actions, with every message. They prove nothing, because the page can write any
 * value.
 */
import type { WebChatOptions } from 'secure-web-chat';

export const setContext: Partial<WebChatOptions> = {
  onLoad(instance) {
    instance.on({
      type: 'pre:send',
      handler: ({ data }) => {
        const skills = data.context?.skills;
        const actions = skills?.['actions skill'];
        const skill_variables = { ...actions?.skill_variables, Page: location.pathname };
        data.context = { ...data.context, skills: { ...skills, 'actions skill': { ...actions, skill_variables } } };
      },
    });
  },
};
