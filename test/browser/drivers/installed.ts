/** Finds an installed program. */
import { existsSync } from 'node:fs';

/** What the variable names alone where it is set: who names a browser wants no other. */
export function findInstalled(variable: string, usualPlaces: readonly string[]): string | undefined {
  const named = process.env[variable];
  return (named ? [named] : usualPlaces).find((path) => existsSync(path));
}
