/** Finds an installed program. */
import { existsSync } from 'node:fs';

/**
 * Returns the browser that the environment variable names, or else the first one that is installed.
 * If the variable is set, no other browser counts.
 */
export function findInstalled(variable: string, usualPlaces: readonly string[]): string | undefined {
  const named = process.env[variable];
  return (named ? [named] : usualPlaces).find((path) => existsSync(path));
}
