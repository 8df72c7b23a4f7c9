import { createHash } from 'node:crypto';
import { readFile, rename, writeFile, chown, appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from './engine.ts';
import type { Location } from './location.ts';

/*
 * Sized for a small server that also runs the program: the whole database stays below 300 MB.
 * Logs hold no personal data: a terse log leaves out the DETAIL lines, which quote the values of rows.
 */
const settings: Record<string, string | number> = {
  listen_addresses: '',
  port: 5432,
  unix_socket_permissions: '0700',
  max_connections: 40,

  shared_buffers: '64MB',
  huge_pages: 'off',
  work_mem: '8MB',
  hash_mem_multiplier: '1.5',
  maintenance_work_mem: '48MB',
  autovacuum_work_mem: '32MB',
  autovacuum_max_workers: 2,
  temp_file_limit: '4GB',
  // Three helper processes fewer; a machine of this size gains nothing from them.
  io_method: 'sync',
  max_worker_processes: 4,
  max_parallel_workers_per_gather: 0,
  max_parallel_maintenance_workers: 0,
  jit: 'off',
  random_page_cost: '1.1',
  effective_cache_size: '512MB',

  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Nobody replicates from this server: less is written, and a restore is faster.
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_logical_replication_workers: 0,
  wal_compression: 'on',
  min_wal_size: '64MB',
  max_wal_size: '512MB',
  checkpoint_timeout: '10min',
  checkpoint_completion_target: '0.9',

  idle_in_transaction_session_timeout: '10min',
  timezone: 'UTC',
  datestyle: 'ISO, DMY',
  lc_messages: 'C',

  logging_collector: 'on',
  log_filename: 'postgres-%a.log',
  log_file_mode: '0600',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: 0,
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_duration_statement: '2s',
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0
};

const quote = (value: string | number) => `'${String(value).replaceAll("'", "''")}'`;

/**
 * The settings of this instance as text, and a fingerprint that the running server reports back: so a server that
 * outlived its program is known to run with today's settings and programs, or is started anew.
 */
export function composeSettings(location: Location, engine: Engine): { text: string; fingerprint: string } {
  const all = { ...settings, unix_socket_directories: `"${location.socket}"`, log_directory: location.log };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${quote(value)}`);
  const fingerprint = createHash('sha256')
    .update(`${engine.version}\n${lines.join('\n')}`)
    .digest('hex')
    .slice(0, 16);
  const head = '# Written by the program at each start; own settings go below the include line of postgresql.conf.';
  return { text: [head, ...lines, `cities.fingerprint = ${quote(fingerprint)}`, ''].join('\n'), fingerprint };
}

/** Writes the settings beside `postgresql.conf`, which includes them. */
export async function writeSettings(folder: string, text: string, owner: Location['owner']): Promise<void> {
  const path = join(folder, 'cities.conf');
  if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) {
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    if (owner) await chown(`${path}.new`, owner.uid, owner.gid);
    await rename(`${path}.new`, path);
  }
  const main = join(folder, 'postgresql.conf');
  if (!(await readFile(main, 'utf8')).includes("include 'cities.conf'"))
    await appendFile(main, "\ninclude 'cities.conf'\n");
}
