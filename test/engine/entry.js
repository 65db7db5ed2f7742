// Stands in for IBM's entry script, the one file that is not published: hands a page the genuine
// web chat under IBM's name for the loader.
const VERSION = '0.3.3';
window.watsonAssistantChatSharedConfig ??= { namespaces: [], loadScriptPromises: {} };
const { loadScriptPromises } = window.watsonAssistantChatSharedConfig;

/** The engine hands over its class as IBM's entry expects it. */
const engine = new Promise((doResolve) => {
  loadScriptPromises[VERSION] = { doResolve };
});
import('@carbon/ai-chat/dist/es/AppContainer.js');

/**
 * Asks for the initial configuration, claims the namespace and starts the engine; everything else
 * is IBM's.
 */
window.loadWatsonAssistantChat = async ({ element, onLoad, onError, ...options }) => {
  const WebChat = await engine;
  const initial = await initialConfiguration(options);
  window.watsonAssistantChatSharedConfig?.namespaces.push(options.namespace?.trim() ?? '');
  const instance = await new WebChat(options, initial, element, {
    loadVersion: 'WatsonAssistantChatEntry',
    onError,
  }).start();
  if (instance) onLoad?.(instance);
  return instance;
};

// IBM's embed code puts the options on the page before its script.
const { watsonAssistantChatOptions: options } = window;
if (options) window.loadWatsonAssistantChat({ ...options }).catch(console.error);

async function initialConfiguration({ servers, subscriptionID = 'public', integrationID }) {
  const response = await fetch(`${servers.assistantURLPrefix}/${subscriptionID}/chat/${integrationID}/config`);
  return response.json();
}
