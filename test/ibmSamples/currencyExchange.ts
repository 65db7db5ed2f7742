/**
 * IBM's samples custom-response and user-defined-response: a form that sends variables, and its
 * result.
 */
import type { WebChatInstance, WebChatOptions, WebChatUserDefinedResponse } from 'secure-web-chat';

function drawForm(element: HTMLElement, instance: WebChatInstance) {
  const amount = document.createElement('input');
  const exchange = document.createElement('button');
  exchange.textContent = 'Exchange';
  exchange.addEventListener('click', () => {
    const skill_variables = { input_amount: Number(amount.value), input_currency: 'eur' };
    void instance.send({
      input: { text: 'EXCHANGE' },
      context: { skills: { 'actions skill': { skill_variables } } },
      history: { label: `What are ${amount.value} euros in złoty?` },
    });
  });
  element.append(amount, exchange);
}

function drawResult({ element, fullMessage }: WebChatUserDefinedResponse) {
  const variables = fullMessage.context?.skills?.['actions skill']?.skill_variables;
  element.textContent = `${variables?.['input_amount']} euros are ${variables?.['output_amount']} złoty.`;
}

const handle = ({ data }: { data: WebChatUserDefinedResponse }, instance: WebChatInstance) => {
  const kind = data.message.user_defined?.['user_defined_type'];
  if (kind === 'exchange_form') drawForm(data.element, instance);
  else if (kind === 'exchange_result') drawResult(data);
};

export const userDefinedResponse: Partial<WebChatOptions> = {
  onLoad: (instance) => void instance.on({ type: 'userDefinedResponse', handler: handle }),
};

/** By the name that the event had before. */
export const customResponse: Partial<WebChatOptions> = {
  onLoad: (instance) => void instance.on({ type: 'customResponse', handler: handle }),
};
