import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Context } from './context.ts';

/** A stretch of a list, from 0. */
export interface Stretch {
  from: number;
  most: number;
}

/** A page of its own; when it last changed is not kept of everything. */
export interface PageAddress {
  slug: string;
  changedAt: Date | null;
}

/** What has pages of its own, for the site map: how much there is, and a stretch of it, what came first first. */
export interface PageAddresses {
  count(ctx: Context): Promise<number>;
  list(ctx: Context, stretch: Stretch): Promise<PageAddress[]>;
}

/** The rows of a table for which `shown` holds. `changed` names the column of their last change. */
export function addressesIn(table: string, shown: RawBuilder<SqlBool>, changed?: string): PageAddresses {
  const from = sql`from ${sql.table(table)} where ${shown}`;
  return {
    async count({ db }) {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count ${from}`.execute(db);
      return rows[0]!.count;
    },
    async list({ db }, stretch) {
      const { rows } = await sql<PageAddress>`
        select slug, ${changed ? sql.ref(changed) : sql`null`} as changed_at ${from}
        order by id offset ${stretch.from} limit ${stretch.most}`.execute(db);
      return rows;
    }
  };
}
