/** The answers of the assistant. */

/**
 * @param {string} text The visitor's message; empty for the welcome.
 * @param {import('./identity.js').Identity} identity
 */
export function answer(text, { subject, userPayload }) {
  const customUserID = userPayload.custom_user_id;
  if (text === '') return greet(userPayload.name);
  if (/\bwho am i\b/i.test(text)) {
    return customUserID === undefined
      ? `Your user ID is ${subject}, and your token names no custom user ID.`
      : `Your user ID is ${subject} and your custom user ID is ${customUserID}.`;
  }
  return `You said “${text}”. I only know one thing, but for certain: ask me “Who am I?”`;
}

/** @param {string | undefined} name */
function greet(name) {
  const isKnown = name !== undefined && name !== 'Anonymous';
  return `Welcome to Lendyr${isKnown ? `, ${name}` : ''}! Ask me “Who am I?” to see what your identity token told me.`;
}
