/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the core listens for a browser; only looked at outside production. */
  readonly VITE_CONSOLE_HTTP?: string;
}
