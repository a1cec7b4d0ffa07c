/** undici's pool by itself: from its root, undici brings fetch, WebSocket and caches along, 250 kB and 24 ms more at start. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export = Pool;
}
