import "@testing-library/jest-dom/vitest";
import { configure } from "@testing-library/svelte";

// What appears is waited for; a busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 15_000 });

// jsdom has no media; as far as tests are concerned the system asks for nothing special.
window.matchMedia = (media) =>
  ({ media, matches: false, addEventListener() {}, removeEventListener() {} }) as never;

// Nor has it a layout whose sizes could change,
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// or a layer above the page; a dialog in it is open or closed, and says when it is closed.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  if (this.open) {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  }
};
