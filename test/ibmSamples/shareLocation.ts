/** The assistant asks where the visitor is. */
import type { WebChatOptions } from 'secure-web-chat';

export const shareLocation = (
  locate: () => Promise<{ latitude: number; longitude: number }>,
): Partial<WebChatOptions> => ({
  onLoad(instance) {
    instance.on({
      type: 'receive',
      handler: ({ data }) => {
        const isAsked = data.output.generic?.some(
          ({ user_defined }) => user_defined?.['user_defined_type'] === 'share_location',
        );
        if (!isAsked) return;
        void locate().then(
          ({ latitude, longitude }) =>
            instance.send({
              input: { text: 'Here I am.' },
              context: {
                skills: {
                  'actions skill': { skill_variables: { User_Latitude: latitude, User_Longitude: longitude } },
                },
              },
            }),
          () => instance.send({ input: { text: 'I would rather not say where I am.' } }),
        );
      },
    });
  },
});
