/**
 * For a connection that reads each page once, or finds it in the cache of the system: 2 MB in place of SQLite's 16. What a
 * connection has used, its process keeps for long.
 */
export const SMALL_CACHE = 'cache_size = -2000';
