/** The assistant's own call to delete what was said under an ID: `DELETE /v2/user_data`, with the service's API key. */

/**
 * @param {object} service
 * @param {string} service.url `https://api.<region>.assistant.watson.cloud.ibm.com/instances/<id>`, from the service's credentials.
 * @param {string} service.apiKey
 */
export function createErasure({ url, apiKey }) {
  const authorization = `Basic ${Buffer.from(`apikey:${apiKey}`).toString('base64')}`;

  /**
   * Settles when the order is taken; the service carries it out within a day.
   *
   * @param {string} anonymousID The tokens' `sub`, which the assistant keeps as `customer_id`.
   * @param {AbortSignal} [signal]
   * @returns {Promise<number | null>} A number: too many orders, try again after so many milliseconds.
   */
  return async function erase(anonymousID, signal) {
    const query = new URLSearchParams({ customer_id: anonymousID, version: '2024-08-25' });
    const response = await fetch(`${url}/v2/user_data?${query}`, {
      method: 'DELETE',
      headers: { authorization },
      signal: signal ?? null,
    }).catch((cause) => {
      signal?.throwIfAborted();
      throw new Error('Could not reach the assistant; check ASSISTANT_URL and that it runs.', { cause });
    });
    await response.body?.cancel();
    if (response.ok) return null;
    if (response.status === 429) return readPause(response.headers.get('retry-after'));
    throw new Error(
      `The assistant refused to delete data (status ${response.status}); check ASSISTANT_URL and ASSISTANT_API_KEY.`,
    );
  };
}

/**
 * In milliseconds; a minute where the service does not say.
 *
 * @param {string | null} retryAfter Seconds, or a date.
 */
function readPause(retryAfter) {
  if (/^\d+$/.test(retryAfter ?? '')) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter ?? '');
  return Number.isNaN(at) ? 60_000 : Math.max(at - Date.now(), 0);
}
