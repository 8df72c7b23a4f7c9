import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cannotUse, codeOf } from './postgres/failures.ts';

/**
 * Makes the data folder where there is none, closed to others. Files lie in it, wherever the database is.
 * @throws StartError in one sentence where it is no folder, or this user may not write in it
 */
export async function makeDataFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dirname(dataDir), { recursive: true });
    await mkdir(dataDir, { mode: 0o700 }).catch(
      (error: unknown) => codeOf(error) === 'EEXIST' || Promise.reject(error)
    );
    // The dot makes a file of that name fail as what it is.
    await access(`${dataDir}/.`, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannotUse(`The data folder ${dataDir}`, error);
  }
}
