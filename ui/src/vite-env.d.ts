/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where a core in a process of its own listens; only looked at outside production. */
  readonly VITE_CONSOLE_HTTP?: string;
}
