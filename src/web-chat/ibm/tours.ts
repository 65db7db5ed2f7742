import type { WebChatResponseItem } from './responseItems.js';

/** Guided tours, a beta of IBM's. A tour comes from the assistant, as a response. */
export interface WebChatTours {
  /** Sends the text, which has to bring a tour as its answer, and shows the tour. */
  startTour(message: string): void;
  /** Forgets the tour and shows the launcher. */
  endTour(): void;
  /** Goes to the next step. */
  goToNextStep(): void;
  /** Goes to the step with this `step_id`. */
  goToStep(stepID: string): void;
}

/** One step of a tour: a response, with the author's name for the step. */
export type WebChatTourStep = WebChatResponseItem & { step_id?: string | undefined };
