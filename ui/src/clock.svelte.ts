/** The present, moving often enough for ages in minutes. */
export class Clock {
  now = $state.raw(new Date());

  /** Lets time pass; the returned function stops it. */
  start(): () => void {
    const tick = () => {
      this.now = new Date();
    };
    const timer = setInterval(tick, 20_000);
    // A window that was hidden or a computer that slept must not show an old age for a moment.
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }
}
