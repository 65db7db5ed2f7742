import type { WebChatResponseItem } from './responseItems.js';

/**
 * Guided tours, which the assistant sends as a response. Beta.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#tours-startTour)
 */
export interface WebChatTours {
  /** Sends the text to the assistant and starts the tour in the answer. */
  startTour(message: string): void;
  /** Closes the tour, discards its data and shows the launcher. */
  endTour(): void;
  /** Goes to the next step. */
  goToNextStep(): void;
  /** Goes to the step with this `step_id`. */
  goToStep(stepID: string): void;
}

/** A step of a tour: a response with an optional `step_id`, which the author of the tour chose. */
export type WebChatTourStep = WebChatResponseItem & { step_id?: string | undefined };
